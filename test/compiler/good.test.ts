/** Good definitions and what they compile to. The folder's name is the sentence that the machine proves. */
import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import { Leaves } from '../../workflow-compiler/language/condition.ts';
import { Events } from '../../workflow-compiler/language/event.ts';
import { Steps } from '../../workflow-compiler/language/step.ts';
import { aslErrors } from './asl-validator.ts';
import { cases, expectGolden, read } from './golden.ts';

const examples = cases('good').map((one) => ({ ...one, text: read(one.folder, 'definition.yaml') }));

function compiled(text: string, naive = false): Artifact {
  const result = compile(text, { naive });
  expect(result.diagnostics).toEqual([]);
  if (!result.ok) throw new Error('not compiled');
  return result.artifact;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const states = ({ machine }: Artifact): readonly string[] => Object.keys(Object(machine.States));

describe('good definitions', () => {
  it.each(examples)('$name', ({ folder, text }) => {
    const { machine, sourceMap, routing, functions } = compiled(text);
    expectGolden(folder, 'machine.asl.json', json(machine));
    expectGolden(folder, 'artifact.json', json({ sourceMap, routing, functions }));
  });

  it.each(examples)('$name: what the passes gain', ({ folder, text }) => {
    const before = states(compiled(text, true));
    const after = states(compiled(text));
    const lines = before.map((name) => `${after.includes(name) ? '  ' : '- '}${name}`);
    expectGolden(folder, 'passes.txt', `${lines.join('\n')}\n`);
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });

  it.each(examples)('$name: accepted by asl-validator in both modes', ({ text }) => {
    expect(aslErrors(compiled(text).machine)).toEqual([]);
    expect(aslErrors(compiled(text, true).machine)).toEqual([]);
  });

  it('every kind of step, condition and event has an example', () => {
    const said = examples.map(({ text }) => text).join('\n');
    const kinds = [...Object.keys(Steps), ...Object.keys(Leaves)].filter(
      (kind) => !said.includes(`kind: ${kind}`),
    );
    const events = Object.keys(Events).filter((event) => !said.includes(`on: ${event}`));
    expect([...kinds, ...events]).toEqual([]);
  });
});
