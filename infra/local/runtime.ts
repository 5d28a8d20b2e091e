/**
 * The embedded runtime: the whole product's back end in one process, put together by walking the manifest. The store, the
 * engine, the feed and its bus share one database and one clock; whatever is on disk goes on after a kill.
 */

import { systemIds } from '../../functions/adapters/node/ids.ts';
import { createOutbound } from '../../functions/adapters/node/outbound.ts';
import { recentStore } from '../../functions/adapters/node/recent-store.ts';
import type { Deps, Settings } from '../../functions/deps.ts';
import { keepDeadChange, keepDeadEvent } from '../../functions/domain/event/dead-letter.ts';
import { isActivityKey, isCardKey } from '../../functions/domain/keys.ts';
import { memoryOf } from '../../functions/domain/memory.ts';
import { isMessageKey } from '../../functions/domain/message/keys.ts';
import { foldCounts } from '../../functions/domain/report/fold.ts';
import { oldestDue } from '../../functions/domain/run/sweep.ts';
import { ring, timerOf } from '../../functions/domain/run/timer.ts';
import { manifest } from '../../functions/manifest.ts';
import type { ChannelPort } from '../../functions/ports/channel.ts';
import type { Ids } from '../../functions/ports/ids.ts';
import type { Log } from '../../functions/ports/log.ts';
import type { Machines } from '../../functions/ports/machines.ts';
import type { Outbound } from '../../functions/ports/outbound.ts';
import type { Timer, Timers } from '../../functions/ports/timers.ts';
import { ERRORS } from '../../workflow-compiler/cursor.ts';
import { openActivity } from './activity.ts';
import { type Disorder, openBus } from './bus.ts';
import { outbox } from './channels/outbox.ts';
import { type ManualClock, systemClock, type Timekeeper } from './clock.ts';
import { openDue } from './due.ts';
import { openEngine } from './engine/engine.ts';
import { type Faults, noFaults } from './faults.ts';
import { openFeeder } from './feeder.ts';
import { asTaskRequest, createFunctions, type Functions } from './functions.ts';
import type { Meter } from './meter.ts';
import { openSchedules } from './schedule.ts';
import { openSigner } from './signer.ts';
import { startingWith } from './start-with.ts';
import { openDatabase } from './store/database.ts';
import { type LocalStore, openStore } from './store/store.ts';
import { type Advance, advancer } from './time-travel.ts';

export type RuntimeOptions = {
  /** The data folder. */
  readonly dir: string;
  /** A clock that can be moved (`manualClock`) makes `advance` work; schedules then run when something is due. */
  readonly clock?: Timekeeper | ManualClock;
  readonly faults?: Faults;
  /** Opens without going on: nothing happens before `start`. */
  readonly still?: boolean;
  /** Delivers every event more than once, late and in another order. */
  readonly disorder?: Disorder;
  readonly email?: ChannelPort;
  readonly sms?: ChannelPort;
  readonly push?: ChannelPort;
  readonly outbound?: Outbound;
  readonly ids?: Ids;
  readonly random?: () => number;
  readonly log?: Log;
  readonly settings?: Partial<Settings>;
  /** What AWS does otherwise, to be played here: writes that are paid for by the piece, timers that outlive the process. */
  readonly billed?: boolean;
  readonly timers?: (ring: (timer: Timer) => Promise<void>) => Timers;
  /** Counts what AWS would bill; of a runtime that is `billed`. */
  readonly meter?: Meter;
};

export type Runtime = {
  readonly deps: Deps;
  readonly store: LocalStore;
  readonly functions: Functions;
  /** Goes on with whatever the folder holds; only after `still`. */
  readonly start: () => void;
  /** Resolves when nothing goes on but by time or from outside. */
  readonly idle: () => Promise<void>;
  /** Moves a manual clock, letting everything that falls due on the way happen in order. */
  readonly advance: Advance;
  /** Resolves when everything applied so far is on disk; rejects when it was taken back. */
  readonly flushed: () => Promise<void>;
  /** Removes up to `limit` things that have expired: items, and executions that ended 90 days ago; answers how many. */
  readonly forget: (limit: number) => Promise<number>;
  /** Lets what is under way end. Everything else is on disk. */
  readonly close: () => Promise<void>;
};

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:sojourn-';
/** Errors that machines expect; any other is a bug of ours. */
const CROSSING: ReadonlySet<string> = new Set([...Object.values(ERRORS), 'Crashed']);
/** As long as Step Functions keeps a closed execution and its name. */
const EXECUTIONS_KEPT_MS = 90 * 86_400_000;
/** Runs, their older history, messages and activity: many, and each written some times in a run. */
const PACKED = /^(?:run|runh|msg|act)#/;
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

const isManual = (clock: Timekeeper | ManualClock): clock is ManualClock => 'advanceTo' in clock;

/**
 * Opens the data folder and goes on where it was left. Throws `FolderInUse` when another process has it.
 *
 * @example const runtime = await openRuntime({ dir: '.sojourn', settings: { baseUrl: 'http://localhost:4400' } });
 */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const {
    dir,
    clock = systemClock(),
    faults = noFaults,
    random = Math.random,
    log = silent,
    meter,
  } = options;
  const settings: Settings = {
    baseUrl: 'http://localhost:4400',
    functionArn: FUNCTION_ARN,
    ...options.settings,
  };
  const db = openDatabase({ folder: dir, faults });
  const activity = openActivity();
  const store = openStore(db, {
    folds: [
      foldCounts,
      (change) => {
        const timer = timerOf(change);
        if (timer !== undefined) void deps.timers.set([timer]);
        return [];
      },
    ],
    feeds: (key) => isCardKey(key) || isActivityKey(key) || isMessageKey(key),
    packs: ({ sk }) => PACKED.test(sk),
    passes: isMessageKey,
    billed: options.billed === true,
  });
  const engine = openEngine({
    db,
    clock,
    random,
    invoke: async (_resource, name, payload) => {
      const task = tasks.get(name.slice(settings.functionArn.length));
      if (task === undefined) throw new Error(`there is no function ${name}`);
      const request = asTaskRequest(payload);
      recent?.forget();
      meter?.count('calls');
      try {
        return await db.following(() => task(request));
      } catch (error) {
        const known = error instanceof Error && CROSSING.has(error.name);
        if (!known)
          log.error('a task failed for a reason it should not have', {
            function: name,
            run: request.cursor.run,
            error: String(error),
          });
        throw error;
      }
    },
    ...(meter === undefined ? {} : { recorder: meter.recorder }),
    onEnded: async ({ name }, status) => log.warn('an execution failed', { execution: name, status }),
  });
  const bus = openBus({
    clock,
    route: (batch) => {
      recent?.forget();
      return db.following(() => functions.queue.router(batch));
    },
    dead: (event, error) => {
      log.error('an event became a dead letter', {
        tenant: event.tenant,
        event: event.id,
        error: String(error),
      });
      return db.following(() => keepDeadEvent({ store, clock }, event, error));
    },
    track: activity.track,
    disorder: options.disorder,
  });
  const counted = meter === undefined ? store : meter.store(store);
  const recent = options.billed === true ? recentStore(counted, clock, memoryOf) : undefined;
  const deps: Deps = {
    store: recent ?? counted,
    machines: {
      ...(meter === undefined ? engine : metered(engine, meter)),
      ...(options.billed === true ? {} : { startWith: startingWith(db, store, engine) }),
    },
    bus: {
      publish: (events) => {
        meter?.count('events', events.length);
        return activity.pause(bus.publish(events));
      },
    },
    timers: options.timers?.((timer) => {
      meter?.count('timers');
      recent?.forget();
      const rung = ring(deps, timer);
      activity.track(rung);
      return rung;
    }) ?? {
      lasting: false,
      set: async (timers) => due.set(timers),
    },
    clock,
    ids: options.ids ?? systemIds,
    signer: openSigner(dir),
    email: options.email ?? outbox,
    sms: options.sms ?? outbox,
    push: options.push ?? outbox,
    outbound: options.outbound ?? createOutbound(),
    log,
    settings,
  };
  const functions = createFunctions(deps);
  const tasks = new Map(Object.entries(functions.task));
  const feeder = openFeeder({
    feed: store.feed,
    clock,
    handle: (changes) => db.following(() => functions.feed.feed(changes)),
    dead: (change, error) => {
      log.error('a change became a dead letter', { seq: change.seq, error: String(error) });
      return db.following(() => keepDeadChange({ store, clock }, change, error));
    },
    track: activity.track,
  });
  const manual = isManual(clock) ? clock : undefined;
  const runs = new Map(Object.entries(functions.schedule));
  const scheduled = manifest.flatMap(({ name, trigger }) => {
    const run = runs.get(name);
    return trigger.kind === 'schedule' && run !== undefined
      ? [{ everySeconds: trigger.everySeconds, run }]
      : [];
  });
  const schedules = openSchedules(clock, log, scheduled, activity.track);

  const due = openDue({
    clock,
    sweep: () => db.following(functions.schedule.sweeper),
    oldest: () => oldestDue(deps),
    track: activity.track,
    failed: (error) => log.error('what is due could not be looked at', { error: String(error) }),
  });

  const idle = async (): Promise<void> => {
    // Calm three times in a row: what ends one kind of work may begin another a turn of the event loop later.
    for (let calm = 0; calm < 3; ) {
      const before = activity.begun();
      await engine.idle();
      await activity.quiet();
      await db.flushed();
      await new Promise((resolve) => setImmediate(resolve));
      calm = activity.begun() === before ? calm + 1 : 0;
    }
  };

  const start = (): void => {
    engine.resume();
    feeder.start();
    if (manual !== undefined) return;
    schedules.start();
    due.start();
  };
  if (options.still !== true) start();

  return {
    deps,
    store,
    functions,
    start,
    idle,
    advance: advancer({ clock: manual, deps, idle, sweep: functions.schedule.sweeper }),
    flushed: db.flushed,
    forget: async (limit) =>
      (await store.sweep(Math.floor(clock.now() / 1000), limit)) +
      (await engine.sweep(clock.now() - EXECUTIONS_KEPT_MS, limit)),
    close: async () => {
      due.close();
      schedules.close();
      feeder.close();
      bus.close();
      await activity.quiet();
      await engine.close();
      await db.close();
    },
  };
}

const metered = (machines: Machines, meter: Meter): Machines => ({
  ...machines,
  start: (...asked) => {
    meter.count('executions');
    return machines.start(...asked);
  },
});
