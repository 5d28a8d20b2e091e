/** Delivery reports against the product: what hearing of each message writes and reads is what the price has for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readUnits, sizeOf, writeUnits } from '../../functions/adapters/aws/store/size.ts';
import { recordFeedback } from '../../functions/domain/message/feedback.ts';
import { listMessages } from '../../functions/domain/message/list.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { openMeter, type Units } from '../../infra/local/meter.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import { toNumber } from '../../workflow-compiler/price/money.ts';
import { priceOf } from '../../workflow-compiler/price/price.ts';
import { RATES } from '../../workflow-compiler/price/rates.ts';
import {
  begin,
  contact,
  contactId,
  DAY,
  HOUR,
  idle,
  join_,
  openWorld,
  START,
  tenant,
  time,
  withFolder,
  workflow,
} from '../stories/world.ts';

const WELCOME = readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8');

/** But for the routing's generation, which serves a batch of changes. */
const sum = ({ generation: _shared, ...units }: Units['read']): number =>
  Object.values(units).reduce((all, one) => all + one, 0);

it('each message is told of twice, and written with the second', () =>
  withFolder(async (dir) => {
    const compiled = compile(WELCOME);
    if (!compiled.ok) throw new Error('the example does not compile');
    const clock = manualClock(START);
    const meter = openMeter({ sizeOf, readUnits, writeUnits });
    const world = await openWorld(dir, START, { clock, meter, billed: true });
    for (const deed of [
      begin,
      workflow(WELCOME),
      contact('ada', { do: 'set', detail: 'phone', value: '+4930901820' }),
      contact('ada', join_('newsletter')),
      idle,
      time(DAY + HOUR),
      idle,
    ])
      await deed(world);
    const { deps, store } = world.runtime;
    const { messages } = await listMessages(store, tenant, { contact: contactId('ada'), limit: 100 });
    // Nothing was opened: a mail, and a text message.
    expect(messages).toHaveLength(2);
    const before = meter.units();
    for (const what of ['accepted', 'delivered'] as const) {
      for (const { run, turn, providerId = '' } of messages)
        await recordFeedback(deps, { tenant, run, turn, providerId, what });
    }
    const units = meter.units();
    await world.runtime.close();
    const quote = priceOf(compiled.artifact.definition, { ...RATES, opened: 0, clicked: 0 });
    const priced = (what: string): number =>
      toNumber(quote.messages.find((line) => line.what === what)?.count ?? 0n);
    // Two changes for each, of which two versions' counters write and read a hundredth.
    const counting = (2 * 2 * messages.length) / 100;
    expect(sum(units.written) - sum(before.written) + counting).toBeCloseTo(
      priced('Delivery reports, rows written'),
      5,
    );
    expect(sum(units.read) - sum(before.read) + counting).toBeCloseTo(
      priced('Delivery reports, rows read'),
      5,
    );
    expect(priced('Delivery reports of mails')).toBe(2);
  }));
