/** Answers from any number of workers, in any order, with crashes between: the first counts, once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../infra/local/clock.ts';
import { callback, type Invocation, machine, newFolder, openHarness, START, task } from './harness.ts';

const RUNS = 3;

const parking = machine('P', {
  P: callback('park', {
    TimeoutSeconds: 100,
    HeartbeatSeconds: 60,
    Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Failed' }],
    Output: '{% $states.result %}',
    Next: 'Answered',
  }),
  Answered: task('answered', { End: true }),
  Failed: task('failed', { End: true }),
});

type Move =
  | { readonly do: 'succeed' | 'fail' | 'heartbeat'; readonly run: number; readonly worker: string }
  | { readonly do: 'stop'; readonly run: number }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'restart' };

const run = fc.nat(RUNS - 1);
const worker = fc.constantFrom('x', 'y');
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ do: fc.constantFrom('succeed', 'fail', 'heartbeat'), run, worker }),
  fc.record({ do: fc.constant('stop' as const), run }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.nat(70) }),
  fc.record({ do: fc.constant('restart' as const) }),
);

test('of all that is said about a waiting execution, exactly the first decides', async () => {
  // Each inner list happens at once, without waiting between.
  const moves = fc.array(fc.array(move, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(moves, async (rounds) => {
      const folder = newFolder();
      const clock = manualClock(START);
      const calls: Invocation[] = [];
      let now = openHarness(folder, { clock, calls });
      const arn = await now.engine.create('m', parking);
      for (let at = 0; at < RUNS; at += 1) await now.engine.start(arn, `r${at}`, {});
      await now.engine.idle();
      const tokens = calls.map((call) => call.context.token ?? '');
      const decided: (string | undefined)[] = [];

      const make = async (each: Move): Promise<void> => {
        if (each.do === 'pass' || each.do === 'restart') return;
        const token = tokens[each.run] ?? '';
        if (each.do === 'stop') return now.engine.stop(arn, `r${each.run}`, 'enough');
        if (each.do === 'heartbeat') return void (await now.engine.heartbeat(token));
        const answer =
          each.do === 'succeed'
            ? await now.engine.succeed(token, each.worker)
            : await now.engine.fail(token, each.worker, '');
        if (answer === 'gone') return;
        expect(decided[each.run], 'a second answer was taken').toBeUndefined();
        decided[each.run] = `${each.do} ${each.worker}`;
      };

      for (const round of rounds) {
        await Promise.all(round.map(make));
        for (const each of round) {
          if (each.do === 'pass') await now.pass(each.seconds * 1000);
          if (each.do !== 'restart') continue;
          await now.close();
          now = openHarness(folder, { clock, calls });
        }
      }
      await now.pass(200_000);
      for (let at = 0; at < RUNS; at += 1) {
        const after = calls.filter((call) => call.context.execution.endsWith(`:r${at}`)).slice(1);
        const status = await now.engine.status(arn, `r${at}`);
        if (status === 'ABORTED') continue;
        expect(status).toBe('SUCCEEDED');
        expect(after).toHaveLength(1);
        const said =
          after[0]?.functionName === 'answered' ? `succeed ${after[0].payload}` : `fail ${after[0]?.payload}`;
        expect(said).toEqual(decided[at] ?? expect.stringMatching(/^fail States\.(Heartbeat)?Timeout$/));
      }
      await now.close();
    }),
    { numRuns: 40 },
  );
});
