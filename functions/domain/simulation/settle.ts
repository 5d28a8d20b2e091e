/** One turn of a run in memory: the frame of `run/settle.ts` without its store. */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import { Deferred, Left, Rejected } from '../run/errors.ts';
import {
  answer,
  type Frame,
  type Link,
  leaving,
  type Paused,
  type Settled,
  toldAgain,
} from '../run/settle.ts';
import { nextRow } from '../run/turn.ts';
import { isoOf } from './happen.ts';
import type { Person, Run } from './person.ts';
import { putRow } from './wait.ts';

/** What a task answers: the next cursor, an error that the machine knows, or nothing yet. */
export type Answer =
  | { readonly kind: 'cursor'; readonly cursor: Cursor }
  | { readonly kind: 'error'; readonly error: string; readonly message: string }
  | { readonly kind: 'waiting' };

export const failed = ({ name, message }: Error): Answer => ({ kind: 'error', error: name, message });

/** Which call a turn belongs to; in express also which wake-up. */
export const linkOf = ({ row }: Run, { cursor }: TaskRequest, at: string): Link => ({
  first: cursor.turn,
  at,
  ...(cursor.generation === undefined ? {} : { generation: row.generation }),
});

/** Does the turn's work and puts the row after it. */
export function settle(
  person: Person,
  run: Run,
  request: TaskRequest,
  work: (frame: Frame) => Settled | Paused,
  link?: Link,
): Answer {
  const { cursor } = request;
  const { row, flow } = run;
  const told = toldAgain(row, cursor);
  if (told !== undefined) return { kind: 'cursor', cursor: told };
  if (row.endedAt !== undefined) return failed(new Left(row.reason ?? row.state));
  const frame = { ...frameOf(person, run, request), ...(link === undefined ? {} : { link }) };
  const leave = leaving(row, flow.workflow);
  if (leave !== undefined) {
    person.watch.gone?.(run, request.steps[0] ?? row.step);
    putRow(person, run, nextRow(frame, { kind: 'settled' }, leave).row);
    return failed(new Left(leave));
  }
  const done = work(frame);
  putRow(person, run, nextRow(frame, done).row);
  if (done.kind === 'parked') return { kind: 'waiting' };
  if (done.kind !== 'settled') return failed(new Deferred(done.wait.until));
  if (done.rejected !== undefined) return failed(new Rejected(done.rejected));
  return { kind: 'cursor', cursor: answer(cursor, done) };
}

function frameOf(person: Person, run: Run, request: TaskRequest): Frame {
  const { flow, row } = run;
  const steps = request.steps.map((id) => {
    const step = flow.content[id];
    if (step === undefined) throw new Error(`${flow.name} has no step ${id}`);
    return { id, step };
  });
  const { now, owner } = person;
  return { owner, cursor: request.cursor, request, row, workflow: flow.workflow, steps, now, at: isoOf(now) };
}
