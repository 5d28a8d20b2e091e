// Every rule of the language in rules/, as a line of a batch: what a person with AWS's documentation would ask it.

import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { aslCommand } from '../../infra/local/cli/asl.ts';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
} from '../../workflow-compiler/interpreter/json.ts';
import { MAPS, PARALLELS } from './rules/blocks.ts';
import { EXPRESSIONS, FUNCTIONS } from './rules/expressions.ts';
import { CHOICES, ENDS, VARIABLES, WAITS } from './rules/flow.ts';
import { JSONPATH } from './rules/jsonpath.ts';
import { MACHINES } from './rules/machines.ts';
import type { Rule } from './rules/rule.ts';
import { FAILURES, RETRIES, TASKS } from './rules/tasks.ts';

const ABOUT: readonly (readonly [string, readonly Rule[]])[] = [
  ['expressions', EXPRESSIONS],
  ['functions', FUNCTIONS],
  ['variables', VARIABLES],
  ['Choice', CHOICES],
  ['Wait', WAITS],
  ['Succeed and Fail', ENDS],
  ['Parallel', PARALLELS],
  ['Map', MAPS],
  ['Task', TASKS],
  ['failures', FAILURES],
  ['Retry', RETRIES],
  ['JSONPath', JSONPATH],
  ['what is refused, and limits', MACHINES],
];

/** All in one batch: each line is answered in its turn, whatever the others do. */
async function answersTo(lines: readonly Json[]): Promise<readonly JsonObject[]> {
  const stdout = new PassThrough();
  const stdin = Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`));
  const said = text(stdout);
  expect(await aslCommand(['run', '--batch'], { stdin, stdout, stderr: new PassThrough() })).toBe(0);
  stdout.end();
  const told = (await said).trim().split('\n').map(parseJson);
  return told.filter(isJsonObject);
}

const rules = ABOUT.flatMap(([about, list]) => list.map((rule) => [`${about}: ${rule[0]}`, rule] as const));
const answers = answersTo(
  rules.map(([id, [, definition, input, , mocks]]) => ({
    id,
    definition,
    input,
    ...(mocks ? { mocks } : {}),
  })),
);

for (const [about, list] of ABOUT) {
  describe(about, () => {
    for (const [sentence, , , { status, output, error, because, states }] of list) {
      it(sentence, async () => {
        const at = rules.findIndex(([id]) => id === `${about}: ${sentence}`);
        const answer = (await answers)[at];
        expect({ status: answer?.status, output: answer?.output }).toEqual({ status, output });
        if (error !== undefined || status === 'SUCCEEDED') expect(answer?.error).toBe(error);
        if (because !== undefined) expect(answer?.cause).toContain(because);
        if (states !== undefined) expect(answer?.states).toEqual(states.split(' '));
      });
    }
  });
}

it('no two rules have one name', () => {
  expect(new Set(rules.map(([id]) => id)).size).toBe(rules.length);
});
