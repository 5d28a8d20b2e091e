/** The documents about the language are true: generated pages are up to date, and every example compiles. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, compile, definitionSchema } from '../../workflow-compiler/compile.ts';
import { Leaves } from '../../workflow-compiler/language/condition.ts';
import { Definition, EntryRules, SendingRules } from '../../workflow-compiler/language/definition.ts';
import { Events } from '../../workflow-compiler/language/event.ts';
import { Steps } from '../../workflow-compiler/language/step.ts';
import { diagnosticsPage } from './diagnostics-page.ts';
import { expectGolden } from './golden.ts';

const root = path.resolve(import.meta.dirname, '../..');
const docs = path.join(root, 'docs');
const page = readFileSync(path.join(docs, 'language.md'), 'utf8');

/** Fenced YAML under its heading; fragments (a step, a condition) are put into a workflow. */
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

function whole(block: string): string {
  if (block.startsWith('language:')) return block;
  throw new Error(`an example that is no definition: ${block.slice(0, 60)}`);
}

describe('docs/language.md', () => {
  it.each(blocks.map((block) => [block.match(/^name: (.*)$/m)?.[1] ?? block.slice(0, 40), block]))(
    'the example %s compiles without findings',
    (_name, block) => {
      expect(check(whole(block)).diagnostics).toEqual([]);
      expect(compile(whole(block), { naive: true }).ok).toBe(true);
    },
  );

  it('names each kind and has an example of it', () => {
    const said = blocks.join('\n');
    const kinds = [...Object.keys(Steps), ...Object.keys(Leaves)];
    expect(kinds.filter((kind) => !page.includes(`\`${kind}\``) || !said.includes(`kind: ${kind}`))).toEqual(
      [],
    );
    expect(
      Object.keys(Events).filter((event) => !page.includes(`\`${event}\``) || !said.includes(`on: ${event}`)),
    ).toEqual([]);
  });

  it('names every field', () => {
    const schemas = [
      Definition,
      EntryRules,
      SendingRules,
      ...Object.values({ ...Steps, ...Leaves, ...Events }),
    ];
    const fields = new Set(schemas.flatMap((schema) => Object.keys(schema.properties)));
    expect([...fields].filter((field) => !new RegExp(`\`${field}\`|\\b${field}:`).test(page))).toEqual([]);
  });
});

describe('generated documents', () => {
  it('docs/diagnostics.md', () => expectGolden(docs, 'diagnostics.md', diagnosticsPage()));

  it('docs/language.schema.json', () =>
    expectGolden(docs, 'language.schema.json', `${JSON.stringify(definitionSchema(), null, 2)}\n`));
});

describe('examples', () => {
  it.each(['welcome', 'lead-scoring', 'qualified-lead', 'page-visit', 'forgotten-basket'])(
    'examples/%s.yaml compiles without findings',
    (name) => {
      expect(check(readFileSync(path.join(root, 'examples', `${name}.yaml`), 'utf8')).diagnostics).toEqual(
        [],
      );
    },
  );
});
