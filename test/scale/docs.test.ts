/** docs/scale.md says what the commands say. Its tables are rewritten by UPDATE_GOLDEN=1. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scaleCommand } from '../../infra/local/cli/scale.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { PlacementScale } from '../../workflow-compiler/scale/placement.ts';
import { isQuota, QUOTAS, QUOTAS_OF, STOCKS } from '../../workflow-compiler/scale/quotas.ts';
import { type Scale, scaleOf } from '../../workflow-compiler/scale/scale.ts';
import { rounded, timeText } from '../../workflow-compiler/scale/time-text.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILE = join(ROOT, 'docs/scale.md');
const OWN = { mail: 5000, sms: 5000 };

async function printed(command: string): Promise<string> {
  let text = '';
  const argv = command.split(' ').map((word) => (word.startsWith('examples/') ? join(ROOT, word) : word));
  const io = { stdout: { write: (more: string) => (text += more) }, stderr: { write: () => true } };
  expect(await scaleCommand(argv, io)).toBe(0);
  return `\`\`\`text\n${text}\`\`\``;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function growth(): string {
  const compiled = compile(readFileSync(join(ROOT, 'examples/welcome.yaml'), 'utf8'));
  if (!compiled.ok) throw new Error('the example does not compile');
  const { definition } = compiled.artifact;
  const sizes = [1e6, 1e8, 1e9];
  const scales = sizes.map((contacts) =>
    scaleOf(definition, { contacts, overSeconds: 30 * 86_400, quotas: OWN }),
  );
  const line = (what: string, of: (scale: Scale) => string): string => row([what, ...scales.map(of)]);
  const over = ({ quotas }: PlacementScale): string =>
    quotas
      .filter(({ wanted, limit }) => wanted > limit)
      .map(({ id, wanted, limit }) => `\`${id}\` ${rounded(wanted / limit)} ×`)
      .join(', ') || 'none';
  const placing = (name: 'standard' | 'express'): readonly string[] => [
    line(`${name}: quotas asked for over`, (scale) => over(scale[name])),
    line(`${name}: over after`, (scale) => timeText(scale[name].endsAtSeconds)),
    line(`${name}: accounts`, (scale) => rounded(scale[name].accounts)),
    line(`${name}: on the way, dollars`, (scale) => rounded(scale[name].usd)),
  ];
  return [
    row(['contacts', ...sizes.map(rounded)]),
    row(['---', ...sizes.map(() => '---:')]),
    line('enter in a second', ({ contacts, overSeconds }) => rounded(contacts / overSeconds)),
    line('wait at once', ({ express }) => rounded(express.idealMostInside)),
    ...placing('standard'),
    ...placing('express'),
    line('messages, dollars', ({ messagesUsd }) => rounded(messagesUsd)),
  ].join('\n');
}

function quotas(): string {
  const rates = Object.entries(QUOTAS).map(([id, { service, unit, perSecond, burst, evidence, source }]) =>
    row([`\`${id}\``, service, unit, `${rounded(perSecond)} a second`, rounded(burst), evidence, source]),
  );
  const stocks = Object.entries(STOCKS).map(([id, { service, unit, most, evidence, source }]) =>
    row([`\`${id}\``, service, unit, `${rounded(most)} at once`, '', evidence, source]),
  );
  const head = ['id', 'service', 'unit', 'limit', 'burst', '', 'source'];
  return [row(head), row(head.map(() => '---')), ...rates, ...stocks].join('\n');
}

async function renewed(page: string): Promise<string> {
  let now = page;
  const put = (begin: string, end: string, text: string): void => {
    const from = now.indexOf(begin);
    const to = now.indexOf(end, from);
    if (from < 0 || to < 0) throw new Error(`docs/scale.md has no ${begin}`);
    now = `${now.slice(0, from)}${begin}\n${text}\n${now.slice(to)}`;
  };
  for (const [mark, command = ''] of page.matchAll(/<!-- scale: (.*?) -->/g))
    put(mark, '<!-- /scale -->', await printed(command));
  put('<!-- growth -->', '<!-- /growth -->', growth());
  put('<!-- quotas -->', '<!-- /quotas -->', quotas());
  return now;
}

describe('docs/scale.md', () => {
  it('has what the commands print, and the table of quotas with its date', { timeout: 120_000 }, async () => {
    const now = await renewed(readFileSync(FILE, 'utf8'));
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(FILE, now);
    expect(readFileSync(FILE, 'utf8')).toBe(now);
    expect(now).toContain(`Of ${QUOTAS_OF.date}, ${QUOTAS_OF.region}`);
    expect(Object.keys(QUOTAS).every(isQuota)).toBe(true);
  });

  it('names only files that exist', () => {
    const page = readFileSync(FILE, 'utf8');
    const named = [...page.matchAll(/`((?:functions|infra|test|workflow-compiler)\/[\w/.-]+\.ts)`/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, file = ''] of named) expect(readFileSync(join(ROOT, file), 'utf8')).not.toBe('');
  });
});
