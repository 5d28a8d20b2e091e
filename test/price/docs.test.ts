/** docs/cost.md says what the code says. Its tables of prices and of the examples are rewritten by UPDATE_GOLDEN=1. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../workflow-compiler/compile.ts';
import { readText } from '../../workflow-compiler/parse/text.ts';
import { total } from '../../workflow-compiler/price/lines.ts';
import { toNumber, toUsd } from '../../workflow-compiler/price/money.ts';
import { priceOf } from '../../workflow-compiler/price/price.ts';
import { PRICES, PRICES_OF, type PriceRow } from '../../workflow-compiler/price/prices.ts';
import { RATES, readRates } from '../../workflow-compiler/price/rates.ts';
import { SMS_COUNTRIES, smsPrice } from '../../workflow-compiler/price/sms-prices.ts';

const FILE = join(import.meta.dirname, '../../docs/cost.md');

const row = (id: string, { service, unit, usd, evidence, source }: PriceRow): string =>
  `| \`${id}\` | ${service} | ${unit} | ${usd} | ${evidence} | ${source.replace(/^https:\/\//, '')} |`;

function table(): string {
  const sms = SMS_COUNTRIES.map((country) => row(`sms-${country}`, smsPrice(country)));
  return [
    '| id | service | unit | dollars | | source |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries(PRICES).map(([id, price]) => row(id, price)),
    ...sms,
  ].join('\n');
}

const EXAMPLES = join(import.meta.dirname, '../../examples');

/** States a run, and dollars for a million runs. */
function exampleRow(file: string): string {
  const compiled = compile(readFileSync(join(EXAMPLES, file), 'utf8'));
  if (!compiled.ok) throw new Error(`${file} does not compile`);
  const { naive, standard, segments, express } = priceOf(compiled.artifact.definition);
  const states = [naive, standard, segments].map(({ transitions }) =>
    String(Number(toNumber(transitions).toFixed(2))),
  );
  const usd = [naive.lines, standard.lines, segments.lines, express.step, express.segment].map(
    (lines) => `$${toUsd(total(lines, 1_000_000)).toFixed(2)}`,
  );
  return `| \`${file}\` | ${[...states, ...usd].join(' | ')} |`;
}

const examples = (): string =>
  [
    '| | states: naive | standard | by segments | naive | standard | by segments | express by steps | express |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...readdirSync(EXAMPLES)
      .filter((name) => name.endsWith('.yaml'))
      .toSorted()
      .map(exampleRow),
  ].join('\n');

describe('docs/cost.md', () => {
  it('has the same table for every example', () => {
    const page = readFileSync(FILE, 'utf8');
    const now = page.replace(
      /(<!-- examples -->\n)[\s\S]*?(<!-- \/examples -->)/,
      (_, begin: string, end: string) => `${begin}${examples()}\n${end}`,
    );
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(FILE, now);
    expect(readFileSync(FILE, 'utf8')).toBe(now);
    // Every way of cutting costs less than none, and express less than standard.
    for (const row of now.match(/^\| `[a-z-]+\.yaml` .*$/gm) ?? []) {
      const [first, ...usd] = [...row.matchAll(/\$([0-9.]+)/g)].map(([, amount]) => Number(amount));
      expect(Math.max(...usd)).toBeLessThan(first ?? 0);
      expect(Math.max(...usd.slice(2))).toBeLessThan(Math.min(...usd.slice(0, 2)));
    }
  });

  it('has the table of prices, and its date', () => {
    const page = readFileSync(FILE, 'utf8');
    const now = page.replace(
      /(<!-- prices -->\n)[\s\S]*?(<!-- \/prices -->)/,
      (_, begin: string, end: string) => `${begin}${table()}\n${end}`,
    );
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(FILE, now);
    expect(readFileSync(FILE, 'utf8')).toBe(now);
    expect(now).toContain(`${PRICES_OF.region}, on demand, of ${PRICES_OF.date}`);
  });

  it('names every rate with its default, and its example is good', () => {
    const page = readFileSync(FILE, 'utf8');
    for (const name of ['opened', 'clicked', 'timeout', 'rejected'] as const)
      expect(page).toContain(`| \`${name}\` | ${RATES[name]} |`);
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const welcome = compile(readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8'));
    if (!welcome.ok) throw new Error('the example does not compile');
    const read = readRates(readText(example).value, welcome.artifact.definition);
    if (!read.ok) throw new Error(read.problems.join());
    // 30 % of 1 mail more, and 70 % of a text message, to three places
    const { messages } = priceOf(welcome.artifact.definition, read.rates);
    expect(messages.map(({ what }) => what).filter((what) => what.startsWith('Text'))).toEqual([
      'Text messages to US, parts',
      'Text messages to DE, parts',
      'Text messages to other, parts',
    ]);
  });

  it('explains every line', () => {
    const page = readFileSync(FILE, 'utf8');
    const welcome = compile(readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8'));
    if (!welcome.ok) throw new Error('the example does not compile');
    const { messages, standard, express } = priceOf(welcome.artifact.definition);
    const lines = [...messages, ...standard.lines, ...express.segment];
    for (const { what } of lines) expect(page).toContain(what.replace(/( to [A-Z]{2})?, .*$/, ''));
  });
});
