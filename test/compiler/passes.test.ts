/** Each pass by itself: a plan before and after. Nodes are written as `name: what -> where`. */
import { describe, expect, it } from 'vitest';
import { type Plan, type PlanNode, resumeOf, type TaskNode } from '../../workflow-compiler/lower/plan.ts';
import { absorbEnd } from '../../workflow-compiler/optimise/absorb-end.ts';
import { carry } from '../../workflow-compiler/optimise/carry.ts';
import { coalesce } from '../../workflow-compiler/optimise/coalesce.ts';
import { dropDead } from '../../workflow-compiler/optimise/drop-dead.ts';
import { intoRow } from '../../workflow-compiler/optimise/into-row.ts';
import { ownName } from '../../workflow-compiler/optimise/own-name.ts';
import type { Pass } from '../../workflow-compiler/optimise/pass.ts';
import { segment } from '../../workflow-compiler/optimise/segment.ts';
import { thread } from '../../workflow-compiler/optimise/thread.ts';

const task = (name: string, next: string, more: Partial<TaskNode> = {}): TaskNode => ({
  type: 'task',
  name,
  step: name,
  fn: 'apply',
  steps: [name],
  next,
  rejected: next,
  deferrable: false,
  ...more,
});
const pass = (name: string, next: string): PlanNode => ({ type: 'pass', name, next });
const choice = (name: string, next: string, otherwise: string): PlanNode => ({
  type: 'choice',
  name,
  step: name,
  rules: [{ test: { type: 'path', is: 'yes' }, next }],
  otherwise: { next: otherwise },
});
const counted = (name: string, next: string): PlanNode => ({
  type: 'choice',
  name,
  step: name,
  rules: [{ test: { type: 'loop', atMost: 2 }, next, mark: { path: 'jump', counts: true } }],
  otherwise: { next, mark: { path: 'next', counts: false } },
});
const park = (name: string, next: string): PlanNode => {
  const { rejected: _rejected, ...rest } = task(name, next, { fn: 'park' });
  return rest;
};
const wait = (step: string, next: string): PlanNode => ({ type: 'wait', name: `${step}.until`, step, next });
/** As `into-row` leaves it. */
const parkedBy = (node: PlanNode, resume: string, listens: boolean): PlanNode => {
  if (node.type !== 'task') return node;
  const { next: _next, ...rest } = node;
  return { ...rest, resume, ...(listens ? { listens } : {}) };
};
const callback = (name: string, step: string, next: string): PlanNode => ({
  type: 'callback',
  name,
  step,
  steps: [step],
  timeoutSeconds: 'cursor',
  next,
  timeout: `${step}.timeout`,
});
const finish: PlanNode = {
  type: 'task',
  name: '-end',
  fn: 'finish',
  steps: [],
  next: '-done',
  deferrable: false,
  end: 'completed',
};
const done: PlanNode = { type: 'succeed', name: '-done' };

const endOf = ({ end }: TaskNode): string => (end === undefined ? '' : ` end ${end}`);

function show(node: PlanNode): string {
  switch (node.type) {
    case 'task': {
      const rejected =
        node.rejected === undefined || node.rejected === node.next ? '' : ` or ${node.rejected}`;
      const then = (node.then ?? [])
        .map((one) => ` + ${one.fn}(${one.steps.join(' ')})${endOf(one)}`)
        .join('');
      const wait = resumeOf(node) === undefined ? '' : `, then ${resumeOf(node)}`;
      return `${node.name}: ${node.fn}(${node.steps.join(' ')})${endOf(node)}${then} -> ${node.next ?? 'stop'}${rejected}${wait}`;
    }
    case 'choice':
      return `${node.name}: choice -> ${[...node.rules, node.otherwise].map(({ next }) => next).join(' or ')}`;
    case 'segment':
      return `${node.name}: segment -> ${[...node.exits.map(({ next }) => next), ...(node.ends ? ['stop'] : [])].join(' or ')}`;
    case 'callback':
      return `${node.name}: callback -> ${node.next} or ${node.timeout}`;
    case 'wait':
    case 'pass':
      return `${node.name}: ${node.type} -> ${node.next}`;
    case 'succeed':
      return `${node.name}: succeed`;
  }
}

type Row = readonly [what: string, pass: Pass, before: readonly PlanNode[], after: readonly string[]];

const rows: readonly Row[] = [
  [
    'thread goes past what only passes on',
    thread,
    [task('a', 'b'), pass('b', 'c'), pass('c', 'd'), done],
    ['a: apply(a) -> d', 'b: pass -> d', 'c: pass -> d', '-done: succeed'],
  ],
  [
    'thread goes past a choice without a difference',
    thread,
    [task('a', 'b'), choice('b', 'c', 'c'), task('c', '-end')],
    ['a: apply(a) -> c', 'b: choice -> c or c', 'c: apply(c) -> -end'],
  ],
  [
    'thread keeps a choice that counts or leaves a trail',
    thread,
    [task('a', 'b'), counted('b', 'c')],
    ['a: apply(a) -> b', 'b: choice -> c or c'],
  ],
  [
    'thread does not hang on passes in a circle',
    thread,
    [task('a', 'b'), pass('b', 'c'), pass('c', 'b')],
    ['a: apply(a) -> b', 'b: pass -> c', 'c: pass -> b'],
  ],
  [
    'coalesce joins neighbours',
    coalesce,
    [task('a', 'b'), task('b', 'c'), task('c', '-end')],
    ['a: apply(a b c) -> -end'],
  ],
  [
    'coalesce keeps what is reached from two sides',
    coalesce,
    [task('a', 'b'), task('b', 'd'), choice('c', 'b', 'd')],
    ['a: apply(a) -> b', 'b: apply(b) -> d', 'c: choice -> b or d'],
  ],
  [
    'coalesce keeps what a start is',
    coalesce,
    [task('z', 'a'), task('a', '-end')],
    ['z: apply(z) -> a', 'a: apply(a) -> -end'],
  ],
  [
    'coalesce keeps other tasks apart',
    coalesce,
    [task('a', 'b'), task('b', 'c', { fn: 'send' }), task('c', '-end')],
    ['a: apply(a) -> b', 'b: send(b) -> c', 'c: apply(c) -> -end'],
  ],
  [
    'coalesce keeps a task whose refusal leads elsewhere',
    coalesce,
    [task('a', 'b', { rejected: 'x' }), task('b', '-end')],
    ['a: apply(a) -> b or x', 'b: apply(b) -> -end'],
  ],
  [
    'absorb-end lets the last task end the run',
    absorbEnd,
    [task('a', '-end'), finish, done],
    ['a: apply(a) end completed -> stop or -end', '-end: finish() end completed -> stop', '-done: succeed'],
  ],
  [
    'absorb-end leaves decisions and waits alone',
    absorbEnd,
    [task('a', '-end', { fn: 'decide' }), task('b', '-end', { fn: 'park' })],
    ['a: decide(a) -> -end', 'b: park(b) -> -end'],
  ],
  [
    'carry lets a message do the changes after it, wherever else they are reached from',
    carry,
    [
      task('a', 'c', { fn: 'send' }),
      task('b', 'c', { fn: 'send' }),
      task('c', 'd'),
      task('d', 'e', { fn: 'send' }),
    ],
    ['a: send(a) + apply(c) -> d', 'b: send(b) + apply(c) -> d', 'c: apply(c) -> d', 'd: send(d) -> e'],
  ],
  [
    'carry begins the wait that follows',
    carry,
    [task('a', 'b', { fn: 'send' }), task('b', 'c'), park('c', 'c.until'), wait('c', 'd')],
    [
      'a: send(a) + apply(b) + park(c) -> c.until',
      'b: apply(b) + park(c) -> c.until',
      'c: park(c) -> c.until',
      'c.until: wait -> d',
    ],
  ],
  [
    'carry ends the run with the change that ends it',
    carry,
    [task('a', 'b', { fn: 'send' }), task('b', '-done', { end: 'completed', rejected: '-end' }), finish],
    [
      'a: send(a) + apply(b) end completed -> stop',
      'b: apply(b) end completed -> -done or -end',
      '-end: finish() end completed -> -done',
    ],
  ],
  [
    'carry keeps apart what a refusal must not reach, decisions, and what ends the run already',
    carry,
    [
      task('a', 'b', { fn: 'send', rejected: 'x' }),
      task('b', 'c', { fn: 'decide' }),
      task('c', 'd', { end: 'completed' }),
      task('d', 'e'),
    ],
    ['a: send(a) -> b or x', 'b: decide(b) -> c', 'c: apply(c) end completed -> d', 'd: apply(d) -> e'],
  ],
  [
    'own-name gives a wait the name of its step when no task has it',
    ownName,
    [task('a', 'c.until'), wait('c', 'd'), park('e', 'e.until'), wait('e', 'd')],
    ['a: apply(a) -> c', 'c: wait -> d', 'e: park(e) -> e.until', 'e.until: wait -> d'],
  ],
  [
    'into-row ends the execution where a wait begins',
    intoRow,
    [task('a', 'b', { fn: 'send' }), park('b', 'b.until'), wait('b', 'c'), task('c', '-end')],
    ['a: send(a) -> b', 'b: park(b) -> stop, then c', 'c: apply(c) -> -end'],
  ],
  [
    'into-row makes one task of a wait that events may end',
    intoRow,
    [
      park('a', 'a.until'),
      callback('a.until', 'a', 'a.path'),
      choice('a.path', 'b', '-end'),
      callback('b', 'b', 'b.path'),
      choice('b.path', 'a', '-end'),
    ],
    [
      'a: park(a) -> stop, then a.path',
      'a.path: choice -> b or -end',
      'b: park(b) -> stop, then b.path',
      'b.path: choice -> a or -end',
    ],
  ],
  [
    'carry takes a wait into the call, but not one that somebody may have to be woken from',
    carry,
    [
      task('a', 'b', { fn: 'send' }),
      parkedBy(park('b', 'x'), 'c', false),
      task('c', 'd', { fn: 'send' }),
      parkedBy(park('d', 'x'), 'a', true),
    ],
    [
      'a: send(a) + park(b) -> stop, then c',
      'b: park(b) -> stop, then c',
      'c: send(c) -> d',
      'd: park(d) -> stop, then a',
    ],
  ],
  [
    'segment cuts at the waits',
    segment,
    [
      task('a', 'b', { fn: 'send' }),
      choice('b', 'c', '-end'),
      park('c', 'c.until'),
      wait('c', 'd'),
      task('d', '-end'),
      finish,
      done,
    ],
    ['a: segment -> c.until or stop', 'd: segment -> stop', 'c.until: wait -> d', '-done: succeed'],
  ],
  [
    'drop-dead leaves out what nothing leads to',
    dropDead,
    [task('a', '-done'), task('b', 'a'), finish, done],
    ['a: apply(a) -> -done', '-done: succeed'],
  ],
];

describe('passes', () => {
  it.each(rows)('%s', (_what, { run }, nodes, after) => {
    const plan: Plan = { workflow: 'w', start: 'a', nodes };
    expect(run(plan).nodes.map(show)).toEqual(after);
  });

  it('coalesce stops before a task grows too large', () => {
    const names = Array.from({ length: 45 }, (_, i) => `s${i}`);
    const nodes = names.map((name, i) => task(name, names[i + 1] ?? '-end'));
    const sizes = coalesce
      .run({ workflow: 'w', start: 's0', nodes })
      .nodes.map((node) => ('steps' in node ? node.steps.length : 0));
    expect(sizes).toEqual([20, 20, 5]);
  });
});
