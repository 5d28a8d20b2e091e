/** The verifier catches what Step Functions would refuse: each fault put into a good machine is found. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../workflow-compiler/compile.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';
import { verify } from '../../workflow-compiler/verify/verify.ts';
import { aslErrors } from './asl-validator.ts';

const text = JSON.stringify({
  language: 1,
  name: 'example',
  triggers: [{ on: 'contact.added' }],
  start: 'mail',
  steps: {
    mail: { kind: 'send-email', subject: 'Hello', text: 'Hello', next: 'pause' },
    pause: { kind: 'wait', for: '1 day', next: 'test' },
    test: {
      kind: 'split',
      paths: [
        { id: 'a', weight: 50, next: 'tag' },
        { id: 'b', weight: 50, next: 'end' },
      ],
    },
    tag: { kind: 'add-tag', tag: 'x', next: 'end' },
  },
});

function machine(): JsonObject {
  const compiled = compile(text);
  if (!compiled.ok) throw new Error('not compiled');
  return compiled.artifact.machine;
}

type Edit = (states: Record<string, Record<string, unknown>>, whole: Record<string, unknown>) => void;

const faults: readonly (readonly [string, Edit, RegExp])[] = [
  ['a start that is no state', (_, whole) => Object.assign(whole, { StartAt: 'x' }), /StartAt/],
  ['a target that is no state', ({ mail }) => Object.assign(mail ?? {}, { Next: 'x' }), /leads to `x`/],
  [
    'a catch that leads nowhere',
    ({ mail }) => Object.assign(mail ?? {}, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'x' }] }),
    /leads to `x`/,
  ],
  [
    'a state that nothing leads to',
    (states) => Object.assign(states, { lost: { Type: 'Succeed' } }),
    /cannot be reached/,
  ],
  ['neither Next nor End', ({ mail }) => delete mail?.Next, /exactly one of Next and End/],
  [
    'both Next and End',
    ({ mail }) => Object.assign(mail ?? {}, { End: true }),
    /exactly one of Next and End/,
  ],
  [
    'an unknown field',
    ({ mail }) => Object.assign(mail ?? {}, { ResultPath: '$' }),
    /unknown field ResultPath/,
  ],
  ['an unknown type', ({ mail }) => Object.assign(mail ?? {}, { Type: 'Tusk' }), /unknown type/],
  ['a task without a resource', ({ mail }) => delete mail?.Resource, /has no Resource/],
  ['JSONPath', (_, whole) => Object.assign(whole, { QueryLanguage: 'JSONPath' }), /not JSONata/],
  ['a choice without a default', ({ test }) => delete test?.Default, /no Default/],
  ['a choice without rules', ({ test }) => Object.assign(test ?? {}, { Choices: [] }), /list of rules/],
  [
    'half an expression',
    ({ mail }) => Object.assign(mail ?? {}, { Output: '{% $states.input' }),
    /half an expression/,
  ],
  [
    'an expression inside a text',
    ({ mail }) => Object.assign(mail ?? {}, { Output: 'a {% 1 %}' }),
    /half an expression/,
  ],
  [
    'a broken expression',
    ({ mail }) => Object.assign(mail ?? {}, { Output: '{% $merge([ %}' }),
    /not JSONata/,
  ],
  [
    'a bare name',
    ({ mail }) => Object.assign(mail ?? {}, { Output: '{% contact.name %}' }),
    /refers to `contact`/,
  ],
  ['the context item', ({ mail }) => Object.assign(mail ?? {}, { Output: '{% $.x %}' }), /refers to `\$`/],
  [
    'States.ALL not last',
    ({ mail }) =>
      Object.assign(mail ?? {}, {
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: '-failed' },
          { ErrorEquals: ['Left'], Next: '-left' },
        ],
      }),
    /not alone and last/,
  ],
  [
    'States.ALL not alone',
    ({ mail }) =>
      Object.assign(mail ?? {}, { Catch: [{ ErrorEquals: ['Left', 'States.ALL'], Next: '-failed' }] }),
    /not alone and last/,
  ],
  [
    'no catch of everything',
    ({ mail }) => Object.assign(mail ?? {}, { Catch: [{ ErrorEquals: ['Left'], Next: '-left' }] }),
    /does not catch States.ALL/,
  ],
  [
    'a retry out of bounds',
    ({ mail }) => Object.assign(mail ?? {}, { Retry: [{ ErrorEquals: ['Transient'], IntervalSeconds: 0 }] }),
    /out of bounds/,
  ],
  [
    'a retry without errors',
    ({ mail }) => Object.assign(mail ?? {}, { Retry: [{ MaxAttempts: 1 }] }),
    /without ErrorEquals/,
  ],
  ['an illegal name', (states) => Object.assign(states, { 'a b': states['-left'] }), /illegal name/],
  [
    'two ends of a wait',
    (states) => Object.assign(states.pause ?? {}, { Seconds: 1 }),
    /exactly one of Seconds/,
  ],
  ['too many bytes', ({ mail }) => Object.assign(mail ?? {}, { Comment: 'x'.repeat(1_000_000) }), /bytes/],
];

describe('the verifier', () => {
  it('accepts what the compiler emits', () => {
    expect(verify(machine())).toEqual([]);
  });

  it.each(faults)('finds %s', (_name, edit, problem) => {
    const whole = JSON.parse(JSON.stringify(machine()));
    edit(whole.States, whole);
    expect(verify(whole).map((one) => one.problem)).toEqual(
      expect.arrayContaining([expect.stringMatching(problem)]),
    );
  });

  it.each([
    [{}],
    [{ States: [] }],
    [{ StartAt: 1, States: { a: null, b: 'x', c: { Next: 1, Catch: 'x' } } }],
  ])('answers about %j', (whole) => expect(verify(whole).length).toBeGreaterThan(0));
});

describe('asl-validator', () => {
  it('still finds a real fault through our filter of its false alarms', () => {
    const whole = JSON.parse(JSON.stringify(machine()));
    whole.States.lost = { Type: 'Succeed' };
    whole.States.mail.Next = 'x';
    expect(aslErrors(whole).length).toBeGreaterThan(0);
  });
});
