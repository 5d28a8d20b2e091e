/** The price's table of writes and reads against the real tasks: a run of the welcome series, with a meter around the store. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ChannelPort } from '../../functions/ports/channel.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import { toNumber } from '../../workflow-compiler/price/money.ts';
import { priceOf } from '../../workflow-compiler/price/price.ts';
import { RATES } from '../../workflow-compiler/price/rates.ts';
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

it('a run of the welcome series reads and writes what its price says', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8');
  const compiled = compile(text);
  if (!compiled.ok) throw new Error('the example does not compile');
  // Nobody opens: the mail, and a day later the text message.
  const { standard } = priceOf(compiled.artifact.definition, { ...RATES, opened: 0, clicked: 0 });
  const priced = (unit: string): number =>
    toNumber(standard.lines.find((line) => line.unit.startsWith(unit))?.count ?? 0n);
  await withFolder(async (dir) => {
    const clock = manualClock(START);
    const provider: ChannelPort = {
      commitsWithClaim: false,
      deliver: async ({ run, turn }) => {
        // Delivery takes time, and rows that stand in an index by time move on.
        clock.advanceTo(clock.now() + 40);
        return { outcome: 'sent', providerId: `${run}.${turn}` };
      },
    };
    const world = await openWorld(dir, START, { clock, email: provider, sms: provider });
    await begin(world);
    await workflow(text)(world);
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
    const shown = meter.log.join('\n');
    expect(Math.abs(meter.writes() / priced('write') - 1), shown).toBeLessThan(0.1);
    expect(Math.abs(meter.reads() / priced('read') - 1), shown).toBeLessThan(0.1);
    await world.runtime.close();
  });
});
