/**
 * The worst case against the 25,000 entries of history that an execution has. Recorded on the service: a task writes 5
 * entries, a callback 6, every other state 2. What no pass can take away is certain; one state per step, each message held
 * once and each wait interruptible, is the most that is likely. In express an execution is a stretch between two waits and
 * keeps no history.
 */
import type { Step, StepKind } from '../../language/step.ts';
import { heaviest } from '../ways/heaviest.ts';
import type { Proof } from './proof.ts';

const HISTORY = 25_000;
/** Entries besides those of steps: start, end, a retry here and there. */
const RESERVE = 500;

type Entries = { readonly least: number; readonly most: number };

const TASK: Entries = { least: 5, most: 5 };
/** What one task for all between two waits takes with it, at granularity `segment`. */
const WITHIN_SEGMENT: ReadonlySet<StepKind> = new Set<StepKind>([
  'send-email',
  'send-sms',
  'send-push',
  'notify-email',
  'webhook',
  'exit',
]);
/** Adjacent ones become one task, or part of another. */
const CHANGE: Entries = { least: 0, most: 5 };
const CHOICE: Entries = { least: 0, most: 2 };

const ENTRIES: { readonly [K in StepKind]: Entries } = {
  branch: { least: 0, most: 7 },
  split: CHOICE,
  wait: { least: 7, most: 18 },
  'wait-for-event': { least: 11, most: 13 },
  jump: CHOICE,
  exit: TASK,
  goal: CHOICE,
  'send-email': { least: 5, most: 12 },
  'send-sms': { least: 5, most: 12 },
  'send-push': { least: 5, most: 12 },
  'notify-email': TASK,
  webhook: TASK,
  'add-tag': CHANGE,
  'remove-tag': CHANGE,
  'set-detail': CHANGE,
  'adjust-score': CHANGE,
  'add-to-list': CHANGE,
  'remove-from-list': CHANGE,
  'emit-event': CHANGE,
};

export const history: Proof = (ways, { granularity, placement }) => {
  if (placement === 'express') return [];
  const { steps } = ways.definition;
  const least = heaviest(ways, (id) => {
    const step = steps[id];
    const absorbed = granularity === 'segment' && step !== undefined && WITHIN_SEGMENT.has(step.kind);
    return absorbed ? 0 : entriesOf(step).least;
  });
  const most = heaviest(ways, (id) => entriesOf(steps[id]).most);
  const hint = 'Lower `atMost` of the jumps; or publish in the placement `express`, which has no such limit.';
  const place = { at: '/steps', onKey: true, hint } as const;
  if (least > HISTORY)
    return [
      {
        ...place,
        code: 'LIMIT-03',
        detail: `The longest way writes at least ${least} entries of history; ${HISTORY} are possible.`,
      },
    ];
  return most > HISTORY - RESERVE
    ? [
        {
          ...place,
          code: 'LIMIT-05',
          detail: `The longest way may write ${most} entries of history; ${HISTORY} are possible.`,
        },
      ]
    : [];
};

const entriesOf = (step: Step | undefined): Entries =>
  step === undefined ? { least: 0, most: 0 } : ENTRIES[step.kind];
