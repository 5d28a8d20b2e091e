/**
 * Steps of executions: the interpreter's pure transition, then one write of its whole outcome, and only when that is
 * durable what it asks for. Occurrences of one execution are taken one after the other.
 */

import { advanceAsync, beginAsync } from '../../../workflow-compiler/interpreter/drive.ts';
import type {
  ExecutionState,
  Occurrence,
  Start,
  Step,
  World,
} from '../../../workflow-compiler/interpreter/execution.ts';
import type { Evaluator } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';
import type { Database } from '../store/database.ts';
import { afterStep, type Ending, type Live, nearest, type Outcome } from './execution.ts';
import { failure } from './invoke.ts';
import type { Machine } from './machines.ts';
import { type Rows, Unreadable } from './rows.ts';

/** `gone`: nobody waits for it (any more); nothing has changed. */
export type Answer = 'done' | 'gone';

export type Steps = {
  /** `alongside` is written in the same commit, first. */
  readonly begin: (machine: Machine, start: Start, own?: Own) => Promise<'started' | 'exists'>;
  readonly occur: (execution: number, occurrence: Occurrence) => Promise<Answer>;
  /** The invocation of a callback task has been made: it is not repeated after a crash. */
  readonly receipt: (execution: number, task: string) => Promise<void>;
};

/** What an execution has of its own: the name of its row where that is not the name it is started with. */
export type Own = { readonly name: string; readonly alongside: () => void };

/** Keeps what happens beside the rows of the engine: a history, results. */
export type Recorder = {
  /** Inside the commit of each step. */
  readonly step: (live: Live, step: Step, ending: Ending | undefined) => void;
  /** The end is on disk. */
  readonly ended: (live: Live, ending: Ending) => void;
};

export type StepsOptions = {
  readonly db: Database;
  readonly rows: Rows;
  readonly world: () => World;
  /** Answers expressions that the interpreter hands to jsonata. */
  readonly evaluate: Evaluator;
  readonly machine: (id: number) => Machine | undefined;
  /** Without loading it. */
  readonly express: (id: number) => boolean;
  /** Once the step is durable: what it asked for, and its end. */
  readonly durable: (outcome: Outcome) => void;
  /** Inside the same commit as the end. */
  readonly ended: (live: Live, ending: Ending) => void;
  readonly recorder?: Recorder;
};

type Applied = { readonly answer: Promise<Answer> };
type Taken = Applied | Promise<Applied>;

export function openSteps(options: StepsOptions): Steps {
  const { db, rows, world, evaluate, machine, express, durable, ended, recorder } = options;
  // Only executions that wait for an expression stand here: everything else is over within one turn.
  const lanes = new Map<number, Promise<Applied>>();
  let takenBack = 0;
  db.onRollback(() => {
    takenBack += 1;
  });

  const begin: Steps['begin'] = async (of, start, own) => {
    const now = world();
    const first = firstStep(of, start, now);
    const step = first instanceof Promise ? await first : first;
    const { name } = start;
    const fresh: Live = {
      id: 0,
      machine: of.id,
      usual: false,
      state: step.state,
      calls: [],
      timers: [],
    };
    const outcome = afterStep(fresh, step, undefined);
    const made = await db.enlist(() => {
      own?.alongside();
      const live = rows.insert(outcome.live, own?.name ?? (of.express ? rows.freshName(name) : name));
      if (live === undefined) return undefined;
      recorder?.step(live, step, outcome.ending);
      if (outcome.ending !== undefined) end(live, outcome.ending);
      return live;
    });
    if (made === undefined) return 'exists';
    settled({ ...outcome, live: made });
    return 'started';
  };

  const settled = (outcome: Outcome): void => {
    durable(outcome);
    if (outcome.ending !== undefined) recorder?.ended(outcome.live, outcome.ending);
  };

  const end = (live: Live, ending: Ending): void => {
    // What an Express execution leaves is forgotten with the next sweep.
    rows.end(live.id, ending, express(live.machine) ? 0 : world().now);
    ended(live, ending);
  };

  const occur: Steps['occur'] = (execution, occurrence) => {
    const again = (): Taken => take(execution, occurrence);
    const taken = lanes.get(execution)?.then(again, again) ?? take(execution, occurrence);
    return taken instanceof Promise ? inLane(execution, taken) : taken.answer;
  };

  const take = (execution: number, occurrence: Occurrence): Taken => {
    const live = readable(execution);
    if (live === undefined) return { answer: db.enlist(() => 'gone' as const) };
    const before = takenBack;
    const step = nextStep(live, occurrence);
    if (!(step instanceof Promise)) return { answer: apply(live, step, occurrence) };
    // What the expression saw may have been taken back while it was evaluated: then it is asked anew.
    return step.then((found) =>
      before === takenBack ? { answer: apply(live, found, occurrence) } : take(execution, occurrence),
    );
  };

  /** An execution that cannot be read can never go on: it ends here, or it would be taken up again for ever. */
  const readable = (execution: number): Live | undefined => {
    try {
      return rows.load(execution);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const ending = { status: 'FAILED', error: 'States.Runtime', cause: error.message } as const;
      void db.enlist(() => rows.end(execution, ending, world().now)).catch(() => {});
      return undefined;
    }
  };

  const inLane = (execution: number, taken: Promise<Applied>): Promise<Answer> => {
    lanes.set(execution, taken);
    return taken
      .finally(() => {
        if (lanes.get(execution) === taken) lanes.delete(execution);
      })
      .then((applied) => applied.answer);
  };

  const firstStep = ({ loaded }: Machine, start: Start, now: World): Step | Promise<Step> => {
    const failed = (error: unknown): Step => brokenStep(unbegun(start, now.now), error);
    try {
      const step = beginAsync(loaded, start, now, evaluate);
      return step instanceof Promise ? step.catch(failed) : step;
    } catch (error) {
      return failed(error);
    }
  };

  const nextStep = ({ machine: id, state }: Live, occurrence: Occurrence): Step | Promise<Step> => {
    const failed = (error: unknown): Step => brokenStep(state, error);
    try {
      const of = machine(id);
      if (of === undefined) throw new Error('The machine of this execution is gone.');
      const step = advanceAsync(of.loaded, state, occurrence, world(), evaluate);
      return step instanceof Promise ? step.catch(failed) : step;
    } catch (error) {
      return failed(error);
    }
  };

  const apply = (live: Live, step: Step, occurrence: Occurrence): Promise<Answer> => {
    const outcome = afterStep(live, step, usedUp(occurrence));
    const late = step.state === live.state && step.effects.length === 0;
    // A late timer or answer leaves the execution as it is, but is itself no longer to be waited for.
    const same = late && sameLength(live, outcome.live);
    const write = (): void => {
      if (same) return;
      recorder?.step(outcome.live, step, outcome.ending);
      if (outcome.ending === undefined) rows.save(outcome.live, live);
      else end(outcome.live, outcome.ending);
    };
    return db.enlist(write).then(() => {
      if (late) return 'gone';
      settled(outcome);
      return 'done';
    });
  };

  const receipt: Steps['receipt'] = (execution, task) =>
    db.enlist(() => {
      const live = rows.load(execution);
      const calls = live?.calls.filter((call) => call.task !== task);
      if (live === undefined || calls === undefined || calls.length === live.calls.length) return;
      rows.saveCalls({ ...live, calls }, live);
    });

  return { begin, occur, receipt };
}

export const dueOf = ({ live, ending }: Outcome): number | undefined =>
  ending === undefined ? nearest(live.timers) : undefined;

function sameLength(a: Live, b: Live): boolean {
  return a.calls.length === b.calls.length && a.timers.length === b.timers.length;
}

function usedUp(occurrence: Occurrence): string | undefined {
  switch (occurrence.type) {
    case 'task-succeeded':
    case 'task-failed':
      return occurrence.task;
    case 'timer-fired':
      return occurrence.timer;
    case 'task-heartbeat':
    case 'stopped':
      return undefined;
  }
}

/** A transition that throws is a bug of the interpreter: the execution fails and says so; the engine goes on. */
function brokenStep(state: ExecutionState, error: unknown): Step {
  const { cause } = failure(error);
  const ending = { status: 'FAILED', error: 'States.Runtime', cause } as const;
  return { state: { ...state, status: 'FAILED', threads: [] }, effects: [{ type: 'ended', ...ending }] };
}

function unbegun(start: Start, begun: number): ExecutionState {
  return { v: 1, start, begun, status: 'RUNNING', events: 0, next: 0, threads: [] };
}
