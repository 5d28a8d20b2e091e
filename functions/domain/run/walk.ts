/**
 * The way of one call through a program: which task comes next, and where a call that died goes on. Pure, so that the
 * simulator walks by the same rules. A linear list of carried steps is a small program, too.
 */

import type { TaskFunction } from '../../../workflow-compiler/artifact.ts';
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Test, Way } from '../../../workflow-compiler/lower/plan.ts';
import type { Program, ProgramChoice, ProgramTask } from '../../../workflow-compiler/program.ts';
import { splitBucket } from '../../../workflow-compiler/split.ts';
import type { RunRow } from './row.ts';
import { answer } from './settle.ts';

/** A task to do, or the end of the walk; `exit` is the place where the machine goes on, if the run does. */
export type Place =
  | { readonly kind: 'task'; readonly name: string; readonly task: ProgramTask; readonly cursor: Cursor }
  | { readonly kind: 'out'; readonly exit?: string; readonly cursor: Cursor };

/** What the row knows of the call. */
type Known = Pick<RunRow, 'turn' | 'within' | 'last'>;

/** The steps of a request and those it carries, one after the other: a refused one does not stop the next. */
export function programOf(request: TaskRequest, fn: TaskFunction): Program {
  const { steps, end, resumeAt, then = [] } = request;
  const tasks = [{ do: fn, steps, end, resumeAt }, ...then];
  return Object.fromEntries(
    tasks.map(({ do: one, steps: its, end: over, resumeAt: at }, index): [string, ProgramTask] => [
      String(index),
      {
        type: 'task',
        do: one,
        steps: its,
        ...(index + 1 < tasks.length ? { next: String(index + 1) } : {}),
        ...(over === undefined ? {} : { end: over }),
        ...(at === undefined ? {} : { resumeAt: at }),
      },
    ]),
  );
}

/** Where a call begins: at `enter`, or behind what an earlier call of the same state has settled. */
export function placeOf(program: Program, enter: string, cursor: Cursor, row: Known | undefined): Place {
  const within = row?.within;
  if (row === undefined || within?.first !== cursor.turn || row.turn === cursor.turn)
    return follow(program, enter, cursor);
  const before = { ...cursor, turn: row.turn - 1, loops: within.loops ?? {} };
  return after(program, within.at, answer(before, row.last ?? {}), row.last?.rejected !== undefined);
}

/** Where a run that was woken, or whose execution died, goes on: the row alone says so. */
export function reentry(program: Program, start: string, cursor: Cursor, row: Known): Place {
  const { within, last } = row;
  if (within === undefined) return follow(program, start, cursor);
  const at = answer({ ...cursor, turn: row.turn - 1 }, last ?? {});
  const place = after(program, within.at, at, last?.rejected !== undefined);
  const node = place.kind === 'out' && place.exit !== undefined ? program[place.exit] : undefined;
  // The row is running: the wait behind its task is over.
  return node?.type === 'wait' ? follow(program, node.next, place.cursor) : place;
}

/** The place after a task was settled, or after a wait that was claimed; `cursor` is the answer. */
export function after(program: Program, name: string, cursor: Cursor, rejected: boolean): Place {
  const task = program[name];
  if (task?.type === 'callback') return follow(program, task.next, cursor);
  if (task?.type !== 'task') throw new Error(`${name} is no task of the program`);
  const next = rejected ? (task.rejected ?? task.next) : task.next;
  // A refused task has not ended the run, though it would have: without a way on it leads nowhere.
  return next === undefined ? { kind: 'out', cursor } : follow(program, next, cursor);
}

/** Through choices to the next task, or out. */
export function follow(program: Program, from: string, cursor: Cursor): Place {
  let name = from;
  let at = cursor;
  for (;;) {
    const node = program[name];
    if (node?.type === 'task') return { kind: 'task', name, task: node, cursor: at };
    if (node?.type !== 'choice') return { kind: 'out', exit: name, cursor: at };
    const way = wayOf(node, at);
    at = marked(at, node.step, way);
    name = way.next;
  }
}

const wayOf = ({ rules, otherwise, step }: ProgramChoice, cursor: Cursor): Way =>
  rules.find(({ test }) => holds(test, step, cursor)) ?? otherwise;

/** As the machine's expressions say it (`emit/expressions.ts`). */
function holds(test: Test, step: string, cursor: Cursor): boolean {
  switch (test.type) {
    case 'path':
      return cursor.path === test.is;
    case 'bucket':
      return splitBucket(cursor.contact, cursor.workflow, step) < test.below;
    case 'loop':
      return (cursor.loops[step] ?? 0) < test.atMost;
  }
}

function marked(cursor: Cursor, step: string, { mark }: Way): Cursor {
  if (mark === undefined) return cursor;
  const trail = [...cursor.trail, [step, mark.path] as const];
  if (!mark.counts) return { ...cursor, trail };
  return { ...cursor, trail, loops: { ...cursor.loops, [step]: (cursor.loops[step] ?? 0) + 1 } };
}
