/**
 * What each task does, in memory: the pure halves of what the functions do. One place, since a task that the simulator did
 * otherwise would simulate something else.
 */
import type { TaskFunction } from '../../../workflow-compiler/artifact.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import { changes } from '../run/change.ts';
import { decided } from '../run/decide.ts';
import { Left } from '../run/errors.ts';
import { toActivity } from '../run/facts.ts';
import { honoured } from '../run/interrupt.ts';
import { listening, parked, type Waker } from '../run/park.ts';
import type { Frame, Paused, Settled } from '../run/settle.ts';
import { timedOut } from '../run/timeout.ts';
import { beginsWait } from '../run/wait.ts';
import { judge } from '../webhook/call.ts';
import { activityOf, happen, putCard, zoneFor } from './happen.ts';
import type { Person, Run } from './person.ts';
import { attemptOf, sendMessage } from './send.ts';

type Work = (person: Person, run: Run, frame: Frame) => Settled | Paused;

/** `segment` does all of these. */
const WORK: { readonly [F in Exclude<TaskFunction, 'segment'>]: Work } = {
  apply: (person, run, frame) => {
    const card = cardOf(person);
    const done = changes(frame, card, person.stage.household.name);
    const { row } = run;
    const cause = { source: 'run', run: row.run, workflow: row.workflow, depth: row.depth + 1 } as const;
    putCard(person, done.card, cause);
    for (const event of done.events) happen(person, event, cause.depth);
    return { kind: 'settled', entries: done.entries };
  },
  decide: (person, { flow }, frame) => {
    const { row, now } = frame;
    const [first] = frame.steps;
    if (first?.step.kind !== 'branch') throw new Error('decide needs a branch');
    if (row.pending !== undefined) return honoured(flow.version, first.id, row.pending);
    const needs = activityNeeds(...first.step.paths.map(({ when }) => when));
    const event = row.event === undefined ? {} : { event: toActivity(row.event) };
    const run = { id: row.run, workflow: row.workflow };
    const facts = { card: cardOf(person), activity: activityOf(person, needs), run, now, ...event };
    return decided(first.id, first.step, facts);
  },
  send: sendMessage,
  call: (person, run, frame) => {
    const step = frame.steps[0]?.id ?? '';
    return judge(step, person.around.answer(run, step, attemptOf(person, frame)));
  },
  park: (person, _run, frame) => {
    const card = cardOf(person);
    return parked(frame, card, zoneFor(person, card), person.stage.household.spreadSeconds);
  },
  wake: (_person, { flow }, frame) => timedOut(frame, flow.version),
  finish: () => ({ kind: 'settled' }),
};

function cardOf({ card }: Person) {
  if (card === undefined) throw new Left('the contact was erased');
  return card;
}

const BY_NAME: ReadonlyMap<string, Work> = new Map(Object.entries(WORK));

export function workOf(name: string): Work {
  const known = BY_NAME.get(name);
  if (known === undefined) throw new Error(`there is no task ${name}`);
  return known;
}

/** A wait that can be woken, for events since its reference. */
export function listens(run: Run, frame: Frame, waker: Waker): Paused {
  const step = frame.steps[0]?.step;
  const since =
    step?.kind === 'wait-for-event'
      ? (run.history.findLast(beginsWait(step))?.at ?? run.row.startedAt)
      : run.row.startedAt;
  return listening(frame, run.flow.version, waker, since);
}
