// Every expression that the compiler emits: of the examples and of generated workflows, in each of its modes, one of each
// shape (ids and numbers taken out). And states as machines meet them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { CompileOptions } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { sourceOf } from '../../workflow-compiler/interpreter/jsonata/expression.ts';
import { workflows } from '../compiler/generate.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const MODES: readonly CompileOptions[] = [
  {},
  { naive: true },
  { granularity: 'segment' },
  { placement: 'express' },
];

/** One source per shape, in the order met; the same at each call. `generated`: how many workflows besides the examples. */
export function emittedExpressions(generated: number): readonly string[] {
  const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));
  const texts = files.toSorted().map((name) => readFileSync(join(EXAMPLES, name), 'utf8'));
  const made = fc.sample(workflows(), { seed: 7, numRuns: generated });
  const found = new Map<string, string>();
  for (const definition of [...texts, ...made]) {
    for (const options of MODES) {
      const compiled = compile(definition, options);
      if (compiled.ok) collect(compiled.artifact.machine, found);
    }
  }
  return [...found.values()];
}

function collect(value: Json, found: Map<string, string>): void {
  if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) collect(one, found);
  const source = typeof value === 'string' ? sourceOf(value) : undefined;
  if (source === undefined) return;
  const shape = source.replace(/'[^']*'/g, "''").replace(/\b\d+\b/g, '0');
  if (!found.has(shape)) found.set(shape, source);
}

const CURSOR = {
  tenant: 't1',
  contact: 'c1',
  workflow: 'welcome',
  version: 1,
  run: 'c1.abcdef012345',
  turn: 4,
  trail: [['s0', 'p0']],
  loops: { s3: 1 },
  path: 'p0',
};

/** `$states` of a task, a wait, a choice and a catcher in one, so that every emitted expression finds what it looks for. */
export const STATES = {
  input: {
    ...CURSOR,
    until: '2026-01-01T00:00:00.000Z',
    seconds: 60,
    cursor: CURSOR,
    steps: ['s0'],
    error: { Error: 'Rejected', Cause: 'no such template' },
  },
  result: { Payload: CURSOR, StatusCode: 200 },
  errorOutput: {
    Error: 'Deferred',
    Cause: JSON.stringify({ errorType: 'Deferred', errorMessage: '2026-01-02T09:00:00.000Z', trace: [] }),
  },
  context: { Execution: { Id: 'e1', Name: 'c1-abcdef012345', Input: CURSOR }, Task: { Token: 'token' } },
} as const;
