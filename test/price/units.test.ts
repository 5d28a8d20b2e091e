/** The price's writes and reads against the real functions: runs of the welcome series, with a meter around a store that is billed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { ChannelPort } from '../../functions/ports/channel.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Line } from '../../workflow-compiler/price/lines.ts';
import { toNumber } from '../../workflow-compiler/price/money.ts';
import { priceOf, type Quote } from '../../workflow-compiler/price/price.ts';
import { RATES } from '../../workflow-compiler/price/rates.ts';
import { openScheduler } from '../stories/scheduler.ts';
import {
  begin,
  contact,
  DAY,
  HOUR,
  idle,
  join_,
  openWorld,
  START,
  time,
  withFolder,
  workflow,
} from '../stories/world.ts';
import { metered } from './meter.ts';

const WELCOME = readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8');

/** Counting is a matter of batches, which are none here: what the price takes for each row of a run or a message. */
const COUNTING = 0.2;

/** What one run writes and reads, and each write as a line. */
async function runOf(shape: Shape) {
  let found = { writes: 0, reads: 0, log: [] as readonly string[] };
  await withFolder(async (dir) => {
    const clock = manualClock(START);
    const provider: ChannelPort = {
      commitsWithClaim: false,
      deliver: async ({ run, turn }) => {
        // Delivery takes time, and rows that stand in an index by time move on.
        clock.advanceTo(clock.now() + 40);
        return { outcome: 'sent', providerId: `0100018f-${run}-${turn}-000000` };
      },
    };
    const timers = openScheduler().timers(clock);
    const world = await openWorld(dir, START, {
      clock,
      email: provider,
      sms: provider,
      shape,
      timers,
      billed: true,
    });
    await begin(world);
    await workflow(WELCOME)(world);
    const life = async (id: string, day: number): Promise<void> => {
      await contact(id, join_('newsletter'), { do: 'set', detail: 'phone', value: '+4930901820' })(world);
      await idle(world);
      await time((day + 1) * (DAY + HOUR))(world);
      await idle(world);
    };
    // The first run reads what every function keeps in memory from then on.
    await life('bob', 0);
    // The new contact's own row and addresses belong to the import, not to the run.
    const meter = metered(world.runtime.store, (keys) => !keys.some(({ pk }) => pk.includes('|alias|')));
    await life('ada', 1);
    found = { writes: meter.writes(), reads: meter.reads(), log: meter.log };
    await world.runtime.close();
  });
  return found;
}

it.each<[string, Shape, (quote: Quote) => readonly Line[]]>([
  ['standard', {}, ({ standard }) => standard.lines],
  ['express', { placement: 'express' }, ({ express }) => express.segment],
  [
    'express, a state for each step',
    { placement: 'express', granularity: 'step' },
    ({ express }) => express.step,
  ],
])('a run of the welcome series writes and reads what its price says: %s', async (_name, shape, linesOf) => {
  const compiled = compile(WELCOME);
  if (!compiled.ok) throw new Error('the example does not compile');
  // Nobody opens: the mail, and a day later the text message.
  const lines = linesOf(priceOf(compiled.artifact.definition, { ...RATES, opened: 0, clicked: 0 }));
  const priced = (what: string): number => toNumber(lines.find((line) => line.what === what)?.count ?? 0n);
  const { writes, reads, log } = await runOf(shape);
  const counted = log.filter((line) => /put (run|msg)#/.test(line)).length;
  const shown = log.join('\n');
  expect(writes + COUNTING * counted, shown).toBeCloseTo(priced('Rows written'), 5);
  // Rows that serve a whole batch are read by one run here.
  expect(reads - priced('Rows read'), shown).toBeGreaterThan(-0.5);
  expect(reads - priced('Rows read'), shown).toBeLessThan(4);
});
