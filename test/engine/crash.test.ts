/**
 * Crashes at every commit boundary in turn. Whatever the boundary, going on with the folder brings every execution to
 * its end, each task's effect is there at least once, and tasks happen in the order of their states.
 */
import { describe, expect, test } from 'vitest';
import { manualClock } from '../../infra/local/clock.ts';
import { crashAt, failWhere } from '../../infra/local/faults.ts';
import {
  callback,
  type Functions,
  type Invocation,
  machine,
  newFolder,
  openHarness,
  START,
  task,
} from './harness.ts';

const DAY = 86_400_000;

/** Every kind of step that leaves something behind: tasks, a retry, a wait, a branch, a callback, a failure caught. */
const journey = machine('Welcome', {
  Welcome: task('send', { Retry: [{ ErrorEquals: ['Transient'], IntervalSeconds: 5 }], Next: 'Rest' }),
  Rest: { Type: 'Wait', Seconds: 86_400, Next: 'Both' },
  Both: {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'Left', States: { Left: task('left', { End: true }) } },
      { StartAt: 'Right', States: { Right: task('right', { End: true }) } },
    ],
    Output: '{% $states.input %}',
    Next: 'Park',
  },
  Park: callback('park', { TimeoutSeconds: 8_640_000, Output: '{% $states.input %}', Next: 'Last' }),
  Last: task('last', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }], End: true }),
  Sorry: task('sorry', { End: true }),
});
const TASKS = ['Welcome', 'Left', 'Right', 'Park', 'Last', 'Sorry'];
const RUNS = ['r1', 'r2'];

const fail = (name: string): never => {
  const error = new Error('as arranged');
  error.name = name;
  throw error;
};

/** The first `send` of the whole story fails and is retried; `last` always fails and is caught. */
function functionsOf(calls: readonly Invocation[]): Functions {
  return {
    send: () => (calls.length === 1 ? fail('Transient') : null),
    last: () => fail('Rejected'),
  };
}

/** Goes on with the story from wherever the folder stands: creates, starts, answers, lets days pass. */
async function goOn(harness: ReturnType<typeof openHarness>): Promise<void> {
  const { engine, calls, pass } = harness;
  const arn = await engine.create('journey', journey);
  for (const name of RUNS) await engine.start(arn, name, { contact: name });
  await pass(DAY + 10_000);
  const tokens = calls.flatMap((call) => (call.context.token === undefined ? [] : [call.context.token]));
  for (const token of tokens) await engine.succeed(token, null);
  await pass(2 * DAY);
}

async function statuses(harness: ReturnType<typeof openHarness>) {
  const arn = await harness.engine.create('journey', journey);
  return Promise.all(RUNS.map((name) => harness.engine.status(arn, name)));
}

/** Of each run, the states whose task was called, in order of their first and of their last call. */
function told(calls: readonly Invocation[], run: string) {
  const states = calls
    .filter((call) => call.context.execution.endsWith(`:${run}`))
    .map((call) => call.context.state);
  const place = (state: string) => (TASKS.indexOf(state) === 2 ? 1 : TASKS.indexOf(state));
  return {
    states,
    inOrder: states.every((state, at) => at === 0 || place(state) >= place(states[at - 1] ?? state)),
  };
}

async function commitsOfWholeStory(): Promise<number> {
  let commits = 0;
  const calls: Invocation[] = [];
  const counting = {
    at: (_moment: string, commit: number) => {
      commits = commit;
      return 'go' as const;
    },
  };
  const harness = openHarness(newFolder(), { faults: counting, calls, functions: functionsOf(calls) });
  await goOn(harness);
  expect(await statuses(harness)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(told(calls, 'r2')).toEqual({ states: TASKS, inOrder: true });
  await harness.close();
  return commits;
}

describe('a crash', () => {
  test.each(['before', 'after'] as const)(
    '%s any commit loses nothing and reorders nothing',
    async (moment) => {
      const commits = await commitsOfWholeStory();
      expect(commits).toBeGreaterThan(8);
      for (let commit = 1; commit <= commits; commit += 1) {
        const folder = newFolder();
        const clock = manualClock(START);
        const calls: Invocation[] = [];
        const functions = functionsOf(calls);
        const faults = crashAt(moment, commit);
        const crashing = openHarness(folder, { faults, clock, calls, functions });
        await Promise.race([goOn(crashing), faults.crashed]);
        const atCrash = calls.length;
        const next = openHarness(folder, { clock, calls, functions });
        await goOn(next);
        const where = `${moment} commit ${commit}, ${atCrash} calls before it`;
        expect(await statuses(next), where).toEqual(['SUCCEEDED', 'SUCCEEDED']);
        for (const run of RUNS) {
          const { states, inOrder } = told(calls, run);
          expect(new Set(states), where).toEqual(new Set(TASKS));
          expect(inOrder, `${where}: ${states}`).toBe(true);
        }
        await next.close();
      }
    },
  );

  test('leaves the dead instance silent: no call, no answer, no alarm', async () => {
    const clock = manualClock(START);
    const calls: Invocation[] = [];
    const faults = crashAt('after', 2);
    const dead = openHarness(newFolder(), { faults, clock, calls });
    let answered = false;
    void goOn(dead).then(() => {
      answered = true;
    });
    await faults.crashed;
    clock.advanceTo(clock.now() + 10 * DAY);
    await new Promise(setImmediate);
    expect(calls).toEqual([]);
    expect(answered).toBe(false);
  });

  test('between an end and its report is healed: the failure is told by the next process', async () => {
    const folder = newFolder();
    const failing = machine('F', { F: { Type: 'Fail', Error: 'Broken', Cause: 'it is' } });
    const first = openHarness(folder, {
      onEnded: () => {
        throw new Error('the listener was not ready');
      },
    });
    await first.engine.start(await first.engine.create('m', failing), 'r', {});
    await first.engine.idle();
    await first.close();
    const ended: unknown[] = [];
    const onEnded = (...report: readonly unknown[]) => void ended.push(report);
    for (let process = 0; process < 2; process += 1) {
      const later = openHarness(folder, { onEnded });
      await later.engine.idle();
      await later.close();
    }
    const execution = { machine: 'arn:aws:states:local:000000000000:stateMachine:m', name: 'r' };
    expect(ended).toEqual([[execution, 'FAILED', 'Broken', 'it is']]);
  });
});

describe('a commit that fails', () => {
  test('anywhere delays executions and loses none', async () => {
    const commits = await commitsOfWholeStory();
    for (let failing = 1; failing <= commits; failing += 1) {
      const calls: Invocation[] = [];
      const clock = manualClock(START);
      const faults = failWhere((commit) => commit === failing);
      const harness = openHarness(newFolder(), { faults, clock, calls, functions: functionsOf(calls) });
      // Callers of the engine are told and try again; the engine's own writes wait for the clock.
      let over = false;
      const story = (async () => {
        for (;;) {
          try {
            await goOn(harness);
            return;
          } catch (error) {
            expect(error, `commit ${failing}`).toMatchObject({ name: 'StoreUnavailable' });
          }
        }
      })().then(() => {
        over = true;
      });
      while (!over) {
        await new Promise(setImmediate);
        clock.advanceTo(clock.now() + 100);
      }
      await story;
      expect(await statuses(harness), `commit ${failing}`).toEqual(['SUCCEEDED', 'SUCCEEDED']);
      for (const run of RUNS) expect(told(calls, run).inOrder, `commit ${failing}`).toBe(true);
      await harness.close();
    }
  });
});

test('a call passed over because of a step that was then taken back is made all the same', async () => {
  let full = false;
  const slow = Promise.withResolvers<null>();
  const { db, engine, calls, close } = openHarness(newFolder(), {
    concurrency: 1,
    faults: failWhere(() => full),
    functions: { slow: () => slow.promise },
  });
  const first = await engine.create('first', machine('S', { S: task('slow', { End: true }) }));
  const second = await engine.create('second', machine('F', { F: task('f', { End: true }) }));
  await engine.start(first, 'r', {});
  await engine.start(second, 'r', {});
  // The stop is applied before the turn of its execution comes, and its commit is the one that fails.
  const stopped = db
    .enlist(() => {})
    .then(() => {
      full = true;
      return engine.stop(second, 'r', 'enough');
    });
  slow.resolve(null);
  await expect(stopped).rejects.toThrow('Nothing was saved');
  full = false;
  await engine.idle();
  expect(calls.map((call) => call.functionName)).toEqual(['slow', 'f']);
  expect(await engine.status(second, 'r')).toBe('SUCCEEDED');
  await close();
});

describe('a restart', () => {
  test('calls again what was not answered, with the same arguments and token, and nothing else', async () => {
    const folder = newFolder();
    const never = new Promise<null>(() => {});
    const first = openHarness(folder, {
      functions: { slow: () => never, park: () => never, parked: () => null },
    });
    const slow = await first.engine.create('slow', machine('S', { S: task('slow', { End: true }) }));
    const park = await first.engine.create('park', machine('P', { P: callback('park', { End: true }) }));
    const parked = await first.engine.create(
      'parked',
      machine('P', { P: callback('parked', { End: true }) }),
    );
    const asking = { at: '{% $string($millis()) %}' };
    const draws = await first.engine.create(
      'draws',
      machine('S', { S: task('slow', { Arguments: { FunctionName: 'slow', Payload: asking }, End: true }) }),
    );
    for (const arn of [slow, park, parked, draws]) await first.engine.start(arn, 'r', { x: 1 });
    // The receipt of the parked one is durable before the next answer is.
    expect(await first.engine.heartbeat(first.calls[2]?.context.token ?? '')).toBeDefined();
    await first.db.close();

    const later = manualClock(START + 60_000);
    const second = openHarness(folder, { clock: later });
    await second.engine.idle();
    expect(second.calls).toEqual(first.calls.filter(({ functionName }) => functionName !== 'parked'));
    expect(await second.engine.status(slow, 'r')).toBe('SUCCEEDED');
    for (const call of first.calls.slice(1, 3)) {
      expect(await second.engine.succeed(call.context.token ?? '', null)).toBe('done');
    }
    expect(await second.engine.status(parked, 'r')).toBe('SUCCEEDED');
    await second.close();
  });

  test('with ten thousand parked executions reads none of them', async () => {
    const folder = newFolder();
    const waiting = machine('P', {
      P: callback('park', { TimeoutSeconds: 1_000_000, Next: 'A' }),
      A: task('f', { End: true }),
    });
    const first = openHarness(folder);
    const arn = await first.engine.create('m', waiting);
    await Promise.all(Array.from({ length: 10_000 }, (_, at) => first.engine.start(arn, `r${at}`, {})));
    await first.engine.idle();
    const token = first.calls[4321]?.context.token ?? '';
    await first.close();

    const second = openHarness(folder);
    // Every row is as it was written, and none of them makes work: an unreadable one would only show when it is due.
    await second.db.enlist(
      () => void second.db.prepare("UPDATE executions SET state = '?' WHERE id = 1").run(),
    );
    expect(second.engine.nextTimer()).toBe(START + 1_000_000_000);
    await second.engine.idle();
    expect(second.calls).toEqual([]);
    expect(await second.engine.succeed(token, null)).toBe('done');
    await second.engine.idle();
    expect(second.calls.map((call) => call.functionName)).toEqual(['f']);
    await second.close();
  });
});
