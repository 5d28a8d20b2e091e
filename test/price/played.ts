/**
 * Contacts who go through a workflow while what AWS would bill for is counted: calls, reads and writes that take time, tokens as
 * long as those of Step Functions, functions that share no memory.
 */
import { createHash } from 'node:crypto';
import { readUnits, sizeOf, writeUnits } from '../../functions/adapters/aws/store/size.ts';
import { listMessages } from '../../functions/domain/message/list.ts';
import { recordOpen } from '../../functions/domain/message/track.ts';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { ChannelPort } from '../../functions/ports/channel.ts';
import type { Item, Store } from '../../functions/ports/store.ts';
import { type ManualClock, manualClock } from '../../infra/local/clock.ts';
import { openMeter, type Units } from '../../infra/local/meter.ts';
import type { Caps } from '../../workflow-compiler/caps.ts';
import { isJsonObject, type Json } from '../../workflow-compiler/language/json.ts';
import { openScheduler } from '../stories/scheduler.ts';
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
  type World,
  withFolder,
  workflow,
} from '../stories/world.ts';

export const PEOPLE = 8;
/** Between two of them, in milliseconds. */
const APART = 5000;
const ids = Array.from({ length: PEOPLE }, (_, at) => `c${at}`);
/** Who goes first: what functions then keep in memory is not read again. */
const FIRST = ['yes', 'no'];

/** As long as tokens of Step Functions are, and as hard to pack; our own engine's are short. */
const TOKEN = createHash('shake256', { outputLength: 488 }).update('token').digest('base64');

/** The row with a token as it would be kept on AWS. */
function withLongToken(item: Item): Item {
  const { body } = item;
  if (!item.sk.startsWith('run#') || !isJsonObject(body)) return item;
  const long = ([name, value]: [string, Json]): [string, Json] =>
    isJsonObject(value) && value.token !== undefined ? [name, { ...value, token: TOKEN }] : [name, value];
  return { ...item, body: Object.fromEntries(Object.entries(body).map(long)) };
}

/** Reading and writing take time, and rows that stand in an index by time move on. */
function slow(store: Store, clock: ManualClock): Store {
  const after = (ms: number): void => clock.advanceTo(clock.now() + ms);
  return {
    ...store,
    get: (key) => {
      after(1);
      return store.get(key);
    },
    getMany: (keys) => {
      after(1);
      return store.getMany(keys);
    },
    write: (writes) => {
      after(5);
      return store.write(writes);
    },
  };
}

/** Of every mail that has come, half are opened: those of people whose turn it is. */
async function open(
  { runtime }: World,
  people: readonly string[],
  whose: (at: number) => boolean,
): Promise<void> {
  for (const [at, id] of people.entries()) {
    if (!whose(at)) continue;
    const { messages } = await listMessages(runtime.store, tenant, {
      contact: contactId(id),
      limit: 100,
    });
    for (const { run, turn, channel, openedAt } of messages)
      if (channel === 'email' && openedAt === undefined)
        await recordOpen(runtime.deps, { tenant, run, turn }, false);
  }
}

/** What everybody's runs come to in so many days, after the contacts are there; `log`: every write. */
export async function played(
  definition: string,
  shape: Shape,
  caps: Caps,
  days: number,
): Promise<{ readonly units: Units; readonly log: readonly string[] }> {
  return withFolder(async (dir) => {
    const clock = manualClock(START);
    const provider: ChannelPort = {
      commitsWithClaim: false,
      deliver: async ({ run, turn }) => {
        // Delivery takes time, and rows that stand in an index by time move on.
        clock.advanceTo(clock.now() + 40);
        return { outcome: 'sent', providerId: `0100018f-${run}-${turn}-000000` };
      },
    };
    const counted = openMeter({
      sizeOf,
      readUnits: (found) => readUnits(found.map((item) => item && withLongToken(item))),
      writeUnits: (before, after, together) =>
        writeUnits(before && withLongToken(before), after && withLongToken(after), together),
    });
    const meter = { ...counted, store: (store: Store) => counted.store(slow(store, clock)) };
    const timers = openScheduler().timers(clock);
    const world = await openWorld(dir, START, {
      ...{ clock, email: provider, sms: provider, shape, timers, meter },
      billed: true,
    });
    await begin(world);
    await world.cap(caps);
    await workflow(definition)(world);
    for (const id of [...FIRST, ...ids])
      await contact(id, { do: 'set', detail: 'phone', value: '+4930901820' })(world);
    await idle(world);
    const live = async (people: readonly string[], days: number): Promise<void> => {
      for (const id of people) {
        await contact(id, join_('newsletter'))(world);
        await idle(world);
        // One call at a time, as each function of Lambda has them: they share no memory of a card.
        await time(clock.now() - START + APART)(world);
      }
      await open(world, people, (at) => at % 2 === 0);
      await time(days * (DAY + HOUR) + people.length * APART)(world);
      await idle(world);
      // Of those who opened the first mail and got the second, half open that, too.
      await open(world, people, (at) => at % 4 === 0);
      await idle(world);
    };
    await live(FIRST, days);
    const before = meter.units();
    const logged = meter.log.length;
    await live(ids, 2 * days);
    const units = since(before, meter.units());
    await world.runtime.close();
    return { units, log: meter.log.slice(logged) };
  });
}

const since = (before: Units, now: Units): Units => {
  const less = (a: number, b: number | undefined): number => a - (b ?? 0);
  const each = (a: Units['read'], b: Units['read']) =>
    Object.fromEntries(Object.entries(a).map(([kind, units]) => [kind, less(units, b[kind])]));
  return {
    states: less(now.states, before.states),
    executions: less(now.executions, before.executions),
    calls: less(now.calls, before.calls),
    events: less(now.events, before.events),
    timers: less(now.timers, before.timers),
    written: each(now.written, before.written),
    read: each(now.read, before.read),
  };
};
