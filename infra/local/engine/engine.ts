/**
 * The host of the interpreter: runs executions durably. Each step is on disk before what it asks for is done; after a
 * crash, what was asked for and not answered is asked again. It composes rows, steps, the queue of calls and the alarm.
 */
import { Rejected } from '../../../functions/domain/run/errors.ts';
import type { Machines } from '../../../functions/ports/machines.ts';
import type { Start } from '../../../workflow-compiler/interpreter/execution.ts';
import type { Timekeeper } from '../clock.ts';
import { boundedEvaluator } from '../evaluator/bounded.ts';
import type { Database } from '../store/database.ts';
import { integer } from '../store/statement.ts';
import { openAlarm } from './alarm.ts';
import { openCaller } from './caller.ts';
import type { Outcome } from './execution.ts';
import type { Invoke } from './invoke.ts';
import { executionArn, openMachines } from './machines.ts';
import { openQueue } from './queue.ts';
import { type EndedListener, openReports } from './reports.ts';
import { openRows, Unreadable } from './rows.ts';
import { ENGINE_STEPS } from './schema.ts';
import { type Answer, dueOf, type Own, openSteps, type Recorder } from './steps.ts';
import { openTokens } from './token.ts';
import { openWork } from './work.ts';

export type EngineOptions = {
  readonly db: Database;
  readonly clock: Timekeeper;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly invoke: Invoke;
  /** Invocations at once; 256 when absent. */
  readonly concurrency?: number;
  /** Told of every execution that ends FAILED, TIMED_OUT or ABORTED; at least once, across crashes too. */
  readonly onEnded?: EndedListener;
  /** Where it is given, steps tell the events of the history too. */
  readonly recorder?: Recorder;
};

export type Engine = Machines & {
  /** Starts an execution that has an identity of its own towards its machine. Throws `Rejected` without the machine. */
  readonly begin: (machine: string, start: Start, own: Own) => Promise<'started' | 'exists'>;
  /** `stop` with an error's name; `gone` when it is over or unknown. */
  readonly abort: (machine: string, name: string, why: { error?: string; cause?: string }) => Promise<Answer>;
  /** The work on a callback task goes on. */
  readonly heartbeat: (token: string) => Promise<Answer>;
  /** Once, after opening: takes up what was running when the folder was last closed, or its process killed. */
  readonly resume: () => void;
  /** Resolves when nothing can go on but by time or by an answer from outside. */
  readonly idle: () => Promise<void>;
  /** How much goes on without time passing: calls, steps. */
  readonly busy: () => number;
  /** Epoch milliseconds of the nearest timer. */
  readonly nextTimer: () => number | undefined;
  /**
   * Forgets up to `limit` executions that ended before a moment (epoch milliseconds), and with them their names; Step
   * Functions does so after 90 days. Answers how many.
   */
  readonly sweep: (before: number, limit: number) => Promise<number>;
  /** Makes no further invocation and waits for those under way. Leaves the database open. */
  readonly close: () => Promise<void>;
};

const CONCURRENCY = 256;
const NAME = /^[A-Za-z0-9_-]{1,80}$/;

/**
 * @example
 * const engine = openEngine({ db, clock: systemClock(), random: Math.random, invoke });
 * engine.resume();
 * const machine = await engine.create('welcome', definition);
 * await engine.start(machine, 'run-1', { contact: 'c1' });
 */
export function openEngine(options: EngineOptions): Engine {
  const { db, clock, random, invoke, concurrency = CONCURRENCY, onEnded = () => {}, recorder } = options;
  db.define('engine', ENGINE_STEPS);
  const machines = openMachines(db);
  const rows = openRows(db, machines.names, machines.calls);
  const tokens = openTokens(db);
  const work = openWork();
  const evaluator = boundedEvaluator();
  let closed = false;

  const durable = (outcome: Outcome): void => {
    const { live, asked, ending } = outcome;
    if (ending === undefined) {
      for (const { task } of asked) queue.add({ execution: live.id, machine: live.machine, task });
      alarm.note(dueOf(outcome));
    } else if (ending.status !== 'SUCCEEDED') {
      const { machineId, name } = live.state.start;
      void work.track(reports.tell(live.id, { machine: machineId, name }, ending));
    }
  };

  const clearIfRemoved = (machine: number): void => {
    if (machines.isRemoved(machine)) machines.clear(machine);
  };

  const steps = openSteps({
    db,
    rows,
    world:
      recorder === undefined
        ? () => ({ now: clock.now(), random })
        : () => ({ now: clock.now(), random, history: true }),
    evaluate: evaluator.evaluate,
    machine: machines.byId,
    express: machines.isExpress,
    durable,
    ...(recorder === undefined ? {} : { recorder }),
    ended: (live) => clearIfRemoved(live.machine),
  });
  const reports = openReports(db, rows, onEnded, clearIfRemoved);
  const call = openCaller({ rows, steps, tokens, clock, invoke, closed: () => closed });
  const queue = openQueue(concurrency, (turn, release) => work.track(call(turn, release)));
  const alarm = openAlarm(
    db,
    rows.due,
    clock,
    async (execution, timers) => {
      for (const timer of timers) await steps.occur(execution, { type: 'timer-fired', timer });
    },
    (firing) => void work.track(firing),
  );

  /** Of an execution that cannot be read, one without a name: its turn finds that out and ends it. */
  const tasksOf = (execution: number): readonly string[] => {
    try {
      return rows.load(execution)?.calls.map(({ task }) => task) ?? [];
    } catch (error) {
      if (error instanceof Unreadable) return [''];
      throw error;
    }
  };

  const callAgain = (): void => {
    for (let after = 0; ; ) {
      const found = rows.called.all(after);
      for (const row of found) {
        after = integer(row.id);
        for (const task of tasksOf(after))
          queue.add({ execution: after, machine: integer(row.machine), task });
      }
      if (found.length === 0) return;
    }
  };

  // What was taken back may have used up calls and timers that are on disk again.
  db.onRollback(() => {
    rows.forget();
    machines.forget();
    if (closed) return;
    callAgain();
    alarm.arm();
  });

  const clearAll = async (machine: number): Promise<void> => {
    while (await db.enlist(() => machines.clear(machine)));
  };

  const answer = async (token: string, occur: (task: string) => Parameters<typeof steps.occur>[1]) => {
    const read = tokens.read(token);
    return read === undefined ? 'gone' : work.track(steps.occur(read.execution, occur(read.task)));
  };

  return {
    create: machines.create,
    remove: async (arn) => {
      const id = await machines.remove(arn);
      if (id !== undefined) await clearAll(id);
    },
    start: async (arn, name, input) => {
      const machine = machines.byArn(arn);
      if (machine === undefined || machine.removed) throw new Rejected(`There is no machine \`${arn}\`.`);
      if (!NAME.test(name)) {
        throw new Rejected(`Invalid execution name \`${name}\`: 1 to 80 letters, digits, \`-\` and \`_\`.`);
      }
      const id = executionArn(machine.name, name);
      return work.track(steps.begin(machine, { input, id, name, machineId: arn, machineName: machine.name }));
    },
    succeed: (token, output) => answer(token, (task) => ({ type: 'task-succeeded', task, output })),
    fail: (token, error, cause) => answer(token, (task) => ({ type: 'task-failed', task, error, cause })),
    heartbeat: (token) => answer(token, (task) => ({ type: 'task-heartbeat', task })),
    begin: async (arn, start, own) => {
      const machine = machines.byArn(arn);
      if (machine === undefined || machine.removed) throw new Rejected(`There is no machine \`${arn}\`.`);
      return work.track(steps.begin(machine, start, own));
    },
    abort: async (arn, name, why) => {
      const id = machines.idOf(arn);
      const found = id === undefined ? undefined : rows.find(id, name);
      return found === undefined ? 'gone' : work.track(steps.occur(found.id, { type: 'stopped', ...why }));
    },
    stop: async (arn, name, cause) => {
      const id = machines.idOf(arn);
      const found = id === undefined ? undefined : rows.find(id, name);
      if (found !== undefined) await work.track(steps.occur(found.id, { type: 'stopped', cause }));
    },
    status: async (arn, name) => {
      const id = machines.idOf(arn);
      return id === undefined ? undefined : rows.find(id, name)?.status;
    },
    resume: () => {
      callAgain();
      alarm.arm();
      void work.track(reports.catchUp(machines.arnOf));
      for (const machine of machines.removed()) void work.track(clearAll(machine));
    },
    sweep: (before, limit) => db.enlist(() => rows.sweep(before, limit)),
    idle: work.idle,
    busy: work.count,
    nextTimer: alarm.next,
    close: async () => {
      closed = true;
      alarm.close();
      await queue.drained();
      await evaluator.close();
    },
  };
}
