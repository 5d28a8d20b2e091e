/** The engine on machines written by hand: what functions are given, what executions become, what callers are told. */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { Rejected } from '../../functions/domain/run/errors.ts';
import { callback, machine, newFolder, openHarness, task } from './harness.ts';

const one = machine('A', { A: task('f', { End: true }) });

describe('machines', () => {
  test('the same name and text is the same machine; another text under the name is refused', async () => {
    const { engine, close } = openHarness(newFolder());
    const arn = await engine.create('m', one);
    expect(await engine.create('m', one)).toBe(arn);
    await expect(engine.create('m', machine('B', { B: { Type: 'Succeed' } }))).rejects.toThrow(Rejected);
    await close();
  });

  test('an invalid text is refused with its problems', async () => {
    const { engine, close } = openHarness(newFolder());
    await expect(engine.create('m', machine('A', { B: { Type: 'Nonsense' } }))).rejects.toThrow(/Nonsense/);
    await expect(engine.create('m', 'no json')).rejects.toThrow(Rejected);
    await close();
  });

  test('a removed machine starts nothing, lets its executions end, and goes with the last', async () => {
    const { engine, close, pass } = openHarness(newFolder());
    const arn = await engine.create('m', machine('W', { W: { Type: 'Wait', Seconds: 60, End: true } }));
    await engine.start(arn, 'r1', {});
    await engine.remove(arn);
    await expect(engine.start(arn, 'r2', {})).rejects.toThrow(Rejected);
    expect(await engine.status(arn, 'r1')).toBe('RUNNING');
    await pass(60_000);
    expect(await engine.status(arn, 'r1')).toBeUndefined();
    await engine.create('m', one);
    await engine.start(arn, 'r1', {});
    await engine.idle();
    expect(await engine.status(arn, 'r1')).toBe('SUCCEEDED');
    await close();
  });

  test('what runs is the stored text: an edit by hand changes what happens', async () => {
    const folder = newFolder();
    const first = openHarness(folder);
    const arn = await first.engine.create('m', one);
    await first.close();
    const sql = new DatabaseSync(join(folder, 'sojourn.db'));
    sql.prepare('UPDATE machines SET definition = ?').run(machine('A', { A: task('g', { End: true }) }));
    sql.close();
    const second = openHarness(folder);
    await second.engine.start(arn, 'r', {});
    await second.engine.idle();
    expect(second.calls.map((call) => call.functionName)).toEqual(['g']);
    await second.close();
  });
});

describe('tasks', () => {
  test('by the service integration get the payload and give the wrapped result', async () => {
    const { engine, calls, close } = openHarness(newFolder(), {
      functions: { f: () => ({ seen: 1 }), g: ({ payload }) => payload },
    });
    const arn = await engine.create(
      'm',
      machine('A', {
        A: task('f', { Output: '{% $states.result %}', Next: 'B' }),
        B: task('g', { End: true }),
      }),
    );
    await engine.start(arn, 'r', { contact: 'c1' });
    await engine.idle();
    expect(calls).toMatchObject([
      {
        resource: 'arn:aws:states:::lambda:invoke',
        functionName: 'f',
        payload: { contact: 'c1' },
        context: { state: 'A', execution: 'arn:aws:states:local:000000000000:execution:m:r' },
      },
      { functionName: 'g', payload: { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: { seen: 1 } } },
    ]);
    expect(await engine.status(arn, 'r')).toBe('SUCCEEDED');
    await close();
  });

  test("by a function's own ARN get the arguments and give the payload", async () => {
    const arn = 'arn:aws:lambda:local:000000000000:function:f';
    const { engine, calls, close } = openHarness(newFolder(), {
      functions: { [arn]: () => 5, g: () => null },
    });
    const definition = machine('A', {
      A: { Type: 'Task', Resource: arn, Arguments: { x: 1 }, Next: 'B' },
      B: task('g', { End: true }),
    });
    await engine.start(await engine.create('m', definition), 'r', {});
    await engine.idle();
    expect(calls).toMatchObject([{ functionName: arn, payload: { x: 1 } }, { payload: 5 }]);
    await close();
  });

  test('that throw are retried and caught by the name of their error', async () => {
    const { engine, calls, pass, close } = openHarness(newFolder(), {
      functions: {
        f: () => {
          const error = new Error('slow down');
          error.name = 'Throttled';
          throw error;
        },
      },
    });
    const definition = machine('A', {
      A: task('f', {
        Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 2 }],
        Catch: [{ ErrorEquals: ['Throttled'], Output: '{% $states.errorOutput %}', Next: 'B' }],
        End: true,
      }),
      B: task('g', { End: true }),
    });
    await engine.start(await engine.create('m', definition), 'r', {});
    await pass(9_999);
    expect(calls).toHaveLength(1);
    await pass(1);
    expect(calls).toHaveLength(2);
    await pass(20_000);
    expect(calls.map((call) => call.functionName)).toEqual(['f', 'f', 'f', 'g']);
    expect(calls[3]?.payload).toEqual({
      Error: 'Throttled',
      Cause: '{"errorType":"Throttled","errorMessage":"slow down","trace":[]}',
    });
    await close();
  });

  test('that never answer time out, and their late answer changes nothing', async () => {
    const late = Promise.withResolvers<null>();
    const ended: unknown[] = [];
    const { engine, clock, close } = openHarness(newFolder(), {
      functions: { f: () => late.promise },
      onEnded: (execution, status, error) => void ended.push([execution.name, status, error]),
    });
    const arn = await engine.create('m', machine('A', { A: task('f', { TimeoutSeconds: 5, End: true }) }));
    const told = engine.start(arn, 'r', {});
    await told;
    clock.advanceTo(clock.now() + 5000);
    late.resolve(null);
    await engine.idle();
    expect(await engine.status(arn, 'r')).toBe('FAILED');
    expect(ended).toEqual([['r', 'FAILED', 'States.Timeout']]);
    await close();
  });

  test('of two machines take turns, however many one of them has', async () => {
    const order: string[] = [];
    const { engine, close } = openHarness(newFolder(), {
      concurrency: 1,
      functions: {
        f: ({ context }) => order.push(context.execution.split(':').slice(-2).join(' ')),
      },
    });
    const crowd = await engine.create('crowd', one);
    const single = await engine.create('single', one);
    const started = Array.from({ length: 50 }, (_, at) => engine.start(crowd, `r${at}`, {}));
    await Promise.all([...started, engine.start(single, 'r', {})]);
    await engine.idle();
    expect(order).toHaveLength(51);
    expect(order.indexOf('single r')).toBeLessThan(3);
    await close();
  });
});

describe('callback tasks', () => {
  const waiting = machine('P', {
    P: callback('park', { Output: '{% $states.result %}', Next: 'B' }),
    B: task('g', { End: true }),
  });

  test('are completed by their token alone, once, however many answer', async () => {
    const { engine, calls, close } = openHarness(newFolder(), { functions: { park: () => 'ignored' } });
    const arn = await engine.create('m', waiting);
    await engine.start(arn, 'r', {});
    await engine.idle();
    expect(await engine.status(arn, 'r')).toBe('RUNNING');
    const token = calls[0]?.context.token ?? '';
    expect(calls[0]?.payload).toEqual({ token });
    const answers = await Promise.all([
      engine.succeed(token, { path: 'yes' }),
      engine.succeed(token, { path: 'no' }),
    ]);
    expect(answers).toEqual(['done', 'gone']);
    await engine.idle();
    expect(await engine.succeed(token, {})).toBe('gone');
    expect(calls.map((call) => call.functionName)).toEqual(['park', 'g']);
    expect(calls[1]?.payload).toEqual({ path: 'yes' });
    await close();
  });

  test('may be answered before their invocation returns', async () => {
    const { engine, calls, close } = openHarness(newFolder(), {
      functions: {
        park: async ({ context }) => {
          expect(await engine.succeed(context.token ?? '', 1)).toBe('done');
          return null;
        },
      },
    });
    const arn = await engine.create('m', waiting);
    await engine.start(arn, 'r', {});
    await engine.idle();
    expect(calls.map((call) => call.functionName)).toEqual(['park', 'g']);
    await close();
  });

  test('fail with their invocation, and with what their token says', async () => {
    const failing = openHarness(newFolder(), {
      functions: {
        park: () => {
          throw new TypeError('no');
        },
      },
    });
    const first = await failing.engine.create('m', waiting);
    await failing.engine.start(first, 'r', {});
    await failing.engine.idle();
    expect(await failing.engine.status(first, 'r')).toBe('FAILED');
    await failing.close();

    const ended: unknown[] = [];
    const { engine, calls, close } = openHarness(newFolder(), {
      onEnded: (_execution, ...rest) => void ended.push(rest),
    });
    const arn = await engine.create('m', waiting);
    await engine.start(arn, 'r', {});
    await engine.idle();
    expect(await engine.fail(calls[0]?.context.token ?? '', 'Nope', 'because')).toBe('done');
    await engine.idle();
    expect(ended).toEqual([['FAILED', 'Nope', 'because']]);
    await close();
  });

  test('live as long as they are said to', async () => {
    const { engine, calls, pass, close } = openHarness(newFolder());
    const arn = await engine.create(
      'm',
      machine('P', { P: callback('park', { HeartbeatSeconds: 10, End: true }) }),
    );
    await engine.start(arn, 'r', {});
    await pass(9_000);
    expect(await engine.heartbeat(calls[0]?.context.token ?? '')).toBe('done');
    await pass(9_000);
    expect(await engine.status(arn, 'r')).toBe('RUNNING');
    await pass(1_000);
    expect(await engine.status(arn, 'r')).toBe('FAILED');
    expect(await engine.heartbeat(calls[0]?.context.token ?? '')).toBe('gone');
    await close();
  });

  test('cannot be answered with a token made up', async () => {
    const { engine, calls, close } = openHarness(newFolder());
    const arn = await engine.create('m', waiting);
    await engine.start(arn, 'r', {});
    await engine.idle();
    const token = calls[0]?.context.token ?? '';
    const [named = '', signature = ''] = token.split('.');
    const other = Buffer.from('2.1').toString('base64url');
    for (const forged of ['', 'x', named, `${named}.`, `${other}.${signature}`, `${token}x`, `arn#1`]) {
      expect(await engine.succeed(forged, {})).toBe('gone');
    }
    expect(await engine.succeed(token, {})).toBe('done');
    await close();
  });
});

describe('executions', () => {
  test('have a name once and for all', async () => {
    const { engine, calls, close } = openHarness(newFolder());
    const arn = await engine.create('m', one);
    const answers = await Promise.all([engine.start(arn, 'r', {}), engine.start(arn, 'r', {})]);
    expect(answers).toEqual(['started', 'exists']);
    await engine.idle();
    expect(await engine.start(arn, 'r', {})).toBe('exists');
    expect(calls).toHaveLength(1);
    await expect(engine.start(arn, 'not a name', {})).rejects.toThrow(Rejected);
    await close();
  });

  test('wait for days by one alarm', async () => {
    const { engine, clock, calls, pass, close } = openHarness(newFolder());
    const arn = await engine.create(
      'm',
      machine('W', {
        W: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'A' },
        A: task('f', { End: true }),
      }),
    );
    const days = [30, 1, 300, 2];
    for (const day of days) await engine.start(arn, `r${day}`, day * 86_400);
    expect(engine.nextTimer()).toBe(clock.now() + 86_400_000);
    await pass(300 * 86_400_000);
    expect(calls.map((call) => call.context.execution.split(':').at(-1))).toEqual([
      'r1',
      'r2',
      'r30',
      'r300',
    ]);
    expect(engine.nextTimer()).toBeUndefined();
    await close();
  });

  test('can be stopped, and are told of once they have failed', async () => {
    const ended: unknown[] = [];
    const { engine, pass, close } = openHarness(newFolder(), {
      onEnded: (execution, status, error, cause) => void ended.push([execution.name, status, error, cause]),
    });
    const arn = await engine.create('m', machine('W', { W: { Type: 'Wait', Seconds: 60, End: true } }));
    await engine.start(arn, 'a', {});
    await engine.start(arn, 'b', {});
    await engine.stop(arn, 'a', 'enough');
    await engine.stop(arn, 'unknown', 'enough');
    expect(await engine.status(arn, 'a')).toBe('ABORTED');
    await pass(60_000);
    expect(await engine.status(arn, 'b')).toBe('SUCCEEDED');
    expect(await engine.status(arn, 'c')).toBeUndefined();
    expect(ended.map((each) => Array.isArray(each) && each.slice(0, 2))).toEqual([['a', 'ABORTED']]);
    await close();
  });

  test('whose expressions need the whole of JSONata run the same, one occurrence after the other', async () => {
    const { engine, calls, close } = openHarness(newFolder());
    const arn = await engine.create(
      'm',
      machine('A', {
        A: {
          Type: 'Pass',
          Output: '{% $reduce([1..$states.input], function($a, $b) { $a + $b }) %}',
          Next: 'P',
        },
        P: callback('park', { Output: '{% $map([1,2], function($v) { $v * $states.result }) %}', Next: 'B' }),
        B: task('g', { End: true }),
      }),
    );
    expect(await Promise.all([engine.start(arn, 'r', 4), engine.start(arn, 'r', 4)])).toEqual([
      'started',
      'exists',
    ]);
    await engine.idle();
    const token = calls[0]?.context.token ?? '';
    expect(await Promise.all([engine.succeed(token, 3), engine.succeed(token, 4)])).toEqual(['done', 'gone']);
    await engine.idle();
    expect(calls[1]?.payload).toEqual([3, 6]);
    await close();
  });
});

describe('Express machines', () => {
  test('start again under a name that was used, and leave nothing behind', async () => {
    const { engine, calls, close } = openHarness(newFolder());
    const arn = await engine.create('m', machine('A', { A: task('f', { End: true }) }), 'express');
    expect(await engine.start(arn, 'r', { n: 1 })).toBe('started');
    expect(await engine.start(arn, 'r', { n: 2 })).toBe('started');
    await engine.idle();
    expect(calls.map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await engine.status(arn, 'r')).toBeUndefined();
    expect(await engine.sweep(1, 10)).toBe(2);
    await close();
  });

  test('cannot wait for a token', async () => {
    const { engine, close } = openHarness(newFolder());
    const waits = machine('A', {
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true },
    });
    await expect(engine.create('m', waits, 'express')).rejects.toMatchObject({ name: 'Rejected' });
    await close();
  });
});

describe('what cannot go on', () => {
  const waiting = machine('W', { W: { Type: 'Wait', Seconds: 60, Next: 'A' }, A: task('f', { End: true }) });

  async function damaged(sql: string) {
    const folder = newFolder();
    const first = openHarness(folder);
    const arn = await first.engine.create('m', waiting);
    await first.engine.start(arn, 'r', {});
    await first.close();
    const file = new DatabaseSync(join(folder, 'sojourn.db'));
    file.exec(sql);
    file.close();
    const ended: unknown[] = [];
    const onEnded = (...[, status, error, cause]: readonly unknown[]) =>
      void ended.push([status, error, cause]);
    const second = openHarness(folder, { onEnded });
    await second.engine.start(await second.engine.create('other', waiting), 'r', {});
    await second.pass(60_000);
    expect(second.calls.map((call) => call.context.execution.split(':').at(-2))).toEqual(['other']);
    expect(await second.engine.status(arn, 'r')).toBe('FAILED');
    await second.close();
    const third = openHarness(folder, { onEnded });
    await third.engine.idle();
    await third.close();
    return ended;
  }

  test('ends as failed, says why, and holds up nothing else: a machine broken by hand', async () => {
    const ended = await damaged("UPDATE machines SET definition = '{}' WHERE name = 'm'");
    expect(ended).toEqual([['FAILED', 'States.Runtime', expect.stringContaining('MachineRefused')]]);
  });

  test.each(['state', 'timers'])(
    'ends as failed, says why, and holds up nothing else: a broken %s',
    async (column) => {
      const ended = await damaged(`UPDATE executions SET ${column} = '{'`);
      expect(ended).toEqual([['FAILED', 'States.Runtime', expect.stringContaining('cannot be read')]]);
    },
  );
});

test('a sweep forgets executions that ended long ago, and their names, and leaves the others', async () => {
  const { engine, clock, pass, close } = openHarness(newFolder());
  const arn = await engine.create(
    'm',
    machine('W', { W: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } }),
  );
  for (const seconds of [1, 100, 1000]) await engine.start(arn, `r${seconds}`, seconds);
  await pass(100_000);
  expect(await engine.sweep(clock.now(), 10)).toBe(1);
  expect(await engine.status(arn, 'r1')).toBeUndefined();
  expect(await engine.status(arn, 'r100')).toBe('SUCCEEDED');
  expect(await engine.start(arn, 'r1', 1)).toBe('started');
  expect(await engine.sweep(clock.now() + 1, 10)).toBe(1);
  expect(await engine.status(arn, 'r1000')).toBe('RUNNING');
  await close();
});
