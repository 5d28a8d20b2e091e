/** docs/compiler.md says what the compiler does: its tables and pictures are made anew and compared. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explained } from '../../infra/local/cli/explain.ts';
import type { CompileOptions } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import { drawingOf } from '../../workflow-compiler/graph/graph.ts';
import { mermaid } from '../../workflow-compiler/graph/mermaid.ts';
import { PASSES, SEGMENTS, STRETCHES } from '../../workflow-compiler/optimise/optimise.ts';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/compiler.md'), 'utf8');
const welcome = readFileSync(path.join(root, 'examples/welcome.yaml'), 'utf8');

const STEPS = { placement: 'express', granularity: 'step' } as const;

function artifact(options: CompileOptions) {
  const compiled = compile(welcome, options);
  if (!compiled.ok) throw new Error('the example does not compile');
  return compiled.artifact;
}

describe('docs/compiler.md', () => {
  it.each([{}, { granularity: 'segment' }, STEPS] as const)('tells what the passes save (%o)', (options) => {
    expect(page).toContain(explained(artifact(options).definition, options).trim());
  });

  it.each([{}, { granularity: 'segment' }, { naive: true }, STEPS] as const)(
    'draws the machine (%o)',
    (options) => {
      expect(page).toContain(mermaid(drawingOf(artifact(options).machine, { failures: false })).trim());
    },
  );

  it.each([...PASSES, ...SEGMENTS, ...STRETCHES])('tells of the pass $name', ({ name }) => {
    expect(page).toContain(`**${name}**`);
  });
});
