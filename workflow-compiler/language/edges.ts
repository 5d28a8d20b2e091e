/**
 * Where each kind of step leads: one table for checks, lowering and the canvas. A `jump` has two edges, of which only the
 * one back is allowed to form a loop.
 */
import { byKind, type PerStep } from './by-kind.ts';
import type { Step } from './step.ts';

type EdgeRole = 'next' | 'path' | 'otherwise' | 'timeout' | 'jump' | 'rejected';

export type Edge = {
  readonly role: EdgeRole;
  /** A step id, or `end`. */
  readonly target: string;
  /** Pointer of the target inside the step, such as `/paths/0/next`. */
  readonly at: string;
  /** The path's id, for paths. */
  readonly path?: string;
};

type Straight = { readonly next: string; readonly onRejected?: string | undefined };
type Forked = { readonly paths: readonly { readonly id: string; readonly next: string }[] };

const straight = (step: Straight): readonly Edge[] => [
  { role: 'next', target: step.next, at: '/next' },
  ...(step.onRejected === undefined
    ? []
    : [{ role: 'rejected' as const, target: step.onRejected, at: '/onRejected' }]),
];

const forked = (step: Forked): readonly Edge[] =>
  step.paths.map((path, i) => ({ role: 'path', target: path.next, at: `/paths/${i}/next`, path: path.id }));

const table: PerStep<[], readonly Edge[]> = {
  branch: (step) => [...forked(step), { role: 'otherwise', target: step.otherwise, at: '/otherwise' }],
  split: forked,
  wait: straight,
  'wait-for-event': (step) => [
    ...forked(step),
    { role: 'timeout', target: step.timeout.next, at: '/timeout/next' },
  ],
  jump: (step) => [{ role: 'jump', target: step.to, at: '/to' }, ...straight(step)],
  exit: () => [],
  goal: straight,
  'send-email': straight,
  'send-sms': straight,
  'send-push': straight,
  'notify-email': straight,
  webhook: straight,
  'add-tag': straight,
  'remove-tag': straight,
  'set-detail': straight,
  'adjust-score': straight,
  'add-to-list': straight,
  'remove-from-list': straight,
  'emit-event': straight,
};

export function edgesOf(step: Step): readonly Edge[] {
  return byKind(table, step);
}
