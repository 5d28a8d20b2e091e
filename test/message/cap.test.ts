/**
 * Frequency caps: never more than so many in any window, in whatever order workflows send, however often a turn is told, through
 * whatever delivers; and who must wait is told until when.
 */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CONTACT_PARTS } from '../../functions/api/contact/parts.ts';
import type { Deps } from '../../functions/deps.ts';
import { eraseContact } from '../../functions/domain/contact/erase.ts';
import { contactPk } from '../../functions/domain/keys.ts';
import { type Slot, takeSlot } from '../../functions/domain/message/cap.ts';
import { runKey } from '../../functions/domain/run/keys.ts';
import { readCaps } from '../../functions/domain/tenant/caps.ts';
import { createTenant } from '../../functions/domain/tenant/tenant.ts';
import { create } from '../../functions/handlers/send.ts';
import type { ChannelPort, Message } from '../../functions/ports/channel.ts';
import { crashAt } from '../../infra/local/faults.ts';
import type { Caps } from '../../workflow-compiler/caps.ts';
import { limitsOf } from '../../workflow-compiler/caps.ts';
import type { TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { StepOf } from '../../workflow-compiler/language/step.ts';
import { contact, type Home, openHome, START, tenant } from './home.ts';

const HOUR = 3_600_000;

describe('slots', () => {
  const cap = fc
    .record(
      { perDay: fc.integer({ min: 1, max: 4 }), perWeek: fc.integer({ min: 1, max: 8 }) },
      { requiredKeys: [] },
    )
    .filter((one) => limitsOf(one).length > 0);
  /** Turns, told again as it happens, and how long after the one before. */
  const tellings = fc.array(
    fc.record({ by: fc.integer({ min: 0, max: 30 }), after: fc.integer({ min: 0, max: 40 * HOUR }) }),
    { maxLength: 80 },
  );

  it('are never more than the cap in any window, and full only when they must be', () => {
    fc.assert(
      fc.property(cap, tellings, (of, told) => {
        let now = START;
        let slots: readonly Slot[] = [];
        /** When each turn's message went out: the last time that it was let through. */
        const sent = new Map<string, number>();
        for (const { by, after } of told) {
          now += after;
          const room = takeSlot(slots, of, String(by), now);
          const others = [...sent].filter(([whose]) => whose !== String(by)).map(([, at]) => at);
          const full = limitsOf(of).some(
            ({ most, ms }) => others.filter((at) => at > now - ms).length >= most,
          );
          expect(room.kind).toBe(full ? 'full' : 'free');
          if (room.kind === 'full') {
            expect(room.frees).toBeGreaterThan(now);
            // Then there is room, and a millisecond before there is none.
            expect(takeSlot(slots, of, String(by), room.frees).kind).toBe('free');
            expect(takeSlot(slots, of, String(by), room.frees - 1).kind).toBe('full');
            continue;
          }
          slots = room.slots;
          sent.set(String(by), now);
          for (const { most, ms } of limitsOf(of))
            for (const from of sent.values())
              expect(
                [...sent.values()].filter((at) => at >= from && at < from + ms).length,
              ).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('are as few as the longest window needs', () => {
    let slots: readonly Slot[] = [];
    for (let hour = 0; hour < 1000; hour += 1) {
      const room = takeSlot(slots, { perDay: 3 }, `r${hour}.0`, START + hour * HOUR);
      if (room.kind === 'free') slots = room.slots;
      expect(slots.length).toBeLessThanOrEqual(3);
    }
  });
});

it.each<[readonly string[], Caps | undefined]>([
  [[], {}],
  [['email=2/day'], { email: { perDay: 2 } }],
  [
    ['email=2/day,5/week,hold', 'sms=1/week'],
    { email: { perDay: 2, perWeek: 5, over: 'hold' }, sms: { perWeek: 1 } },
  ],
  [['email=0/day'], undefined],
  [['email=101/day'], undefined],
  [['email=1/day,2/day'], undefined],
  [['email=hold'], undefined],
  [['email=1/day', 'email=2/week'], undefined],
  [['fax=1/day'], undefined],
  [['email'], undefined],
  [['email=1/day=2'], undefined],
])('%j is read as %j', (texts, caps) => {
  expect(readCaps(texts)).toEqual(caps);
});

const homes: Home[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
});

const mail: StepOf<'send-email'> = { kind: 'send-email', subject: 'Hello', text: 'Hello', next: 'end' };

function provider(): ChannelPort & { readonly given: Message[] } {
  const given: Message[] = [];
  return {
    given,
    commitsWithClaim: false,
    deliver: async (_key, message) => {
      given.push(message);
      return { outcome: 'sent', providerId: `p${given.length}` };
    },
  };
}

async function open(caps: Caps, ports: Partial<Deps> = {}): Promise<Home> {
  const home = await openHome({ ports });
  homes.push(home);
  await createTenant(home.deps.store, home.clock, { id: tenant, name: 'Acme', zone: 'UTC', caps });
  return home;
}

/** Ada's run again, under other names: as many workflows that write to her at once. */
async function runs(
  home: Home,
  request: TaskRequest,
  count: number,
  from = 0,
): Promise<readonly TaskRequest[]> {
  const row = await home.run();
  const names = Array.from({ length: count }, (_, at) => `ada.${String(at + from).padStart(12, '0')}`);
  for (const run of names)
    await home.deps.store.write([
      { do: 'put', key: runKey({ tenant, contact }, run), body: { ...row, run } },
    ]);
  return names.map((run) => ({ ...request, cursor: { ...request.cursor, run } }));
}

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'settled',
    (error: unknown) => (error instanceof Error ? `${error.name} ${error.message}` : String(error)),
  );

const slotsOf = async ({ deps }: Home, channel = 'email') =>
  (await deps.store.get({ pk: contactPk(tenant, contact), sk: `cap#${channel}` }))?.body;

const history = async (home: Home, { cursor: { run } }: TaskRequest) => {
  const item = await home.deps.store.get(runKey({ tenant, contact }, run));
  return JSON.parse(JSON.stringify(item?.body)).history.map(({ did, why }: { did: string; why?: string }) =>
    why === undefined ? did : `${did}: ${why}`,
  );
};

describe.each([
  ['into the outbox', () => ({})],
  ['through a provider', () => ({ email: provider(), sms: provider() })],
])('%s', (_name, ports) => {
  it('of many workflows that write at once no more get through than the cap lets', async () => {
    const home = await open({ email: { perDay: 2 } }, ports());
    const requests = await runs(home, await home.at(mail), 8);
    const send = create(home.deps);
    await Promise.all(requests.map((request) => send(request)));
    const told = (await Promise.all(requests.map((request) => history(home, request)))).flat();
    expect(told.toSorted()).toEqual(
      [
        ...Array.from({ length: 2 }, () => 'sent'),
        ...Array.from({ length: 6 }, () => 'skipped: the cap is reached: 2 marketing e-mails in 24 hours'),
      ].toSorted(),
    );
    expect(await slotsOf(home)).toMatchObject({
      slots: [
        [START, expect.any(String)],
        [START, expect.any(String)],
      ],
    });
    // Told again, nothing is sent and no slot taken.
    await Promise.all(requests.map((request) => send(request)));
    expect((await Promise.all(requests.map((request) => history(home, request)))).flat()).toEqual(told);
  });

  it('what is over waits, where the tenant says so, until there is room', async () => {
    const home = await open({ email: { perDay: 1, over: 'hold' } }, ports());
    const [first, second] = await runs(home, await home.at(mail), 2);
    if (first === undefined || second === undefined) throw new Error('two runs');
    const send = create(home.deps);
    await send(first);
    home.clock.advanceTo(START + HOUR);
    const until = new Date(START + 24 * HOUR).toISOString();
    expect(await outcome(send(second))).toBe(`Deferred ${until}`);
    expect(await outcome(send(second))).toBe(`Deferred ${until}`);
    const why = 'parked: the cap is reached: 1 marketing e-mail in 24 hours';
    expect(await history(home, second)).toEqual([why]);
    home.clock.advanceTo(START + 24 * HOUR);
    await send(second);
    expect(await history(home, second)).toEqual([why, 'sent']);
  });

  it('each channel has its own, and what is transactional none', async () => {
    const home = await open({ email: { perDay: 1 }, sms: { perWeek: 1 } }, ports());
    const send = create(home.deps);
    const letters = await runs(home, await home.at({ ...mail, purpose: 'transactional' }), 3);
    for (const request of letters) await send(request);
    expect(await slotsOf(home)).toBeUndefined();
    const texts = await runs(home, await home.at({ kind: 'send-sms', text: 'Hello', next: 'end' }), 2, 3);
    for (const request of texts) await send(request);
    const told = await Promise.all([...letters, ...texts].map((request) => history(home, request)));
    expect(told.flat()).toEqual([
      'sent',
      'sent',
      'sent',
      'sent',
      'skipped: the cap is reached: 1 marketing SMS in 7 days',
    ]);
  });
});

it('a tenant without caps has no such rows, and erasing a contact takes them along', async () => {
  const none = await open({});
  await create(none.deps)(await none.at(mail));
  expect(await slotsOf(none)).toBeUndefined();
  const home = await open({ email: { perWeek: 3 } });
  await create(home.deps)(await home.at(mail));
  expect(await slotsOf(home)).toBeDefined();
  await eraseContact(home.deps, tenant, contact, CONTACT_PARTS);
  expect(await slotsOf(home)).toBeUndefined();
});

it('a message that its provider puts off keeps its slot, and takes it anew when it goes', async () => {
  let throttled = true;
  const slow: ChannelPort = {
    commitsWithClaim: false,
    deliver: async () =>
      throttled ? { outcome: 'throttled', reason: 'slow down' } : { outcome: 'sent', providerId: 'p' },
  };
  const home = await open({ email: { perDay: 1 } }, { email: slow });
  const [first, second] = await runs(home, await home.at(mail), 2);
  if (first === undefined || second === undefined) throw new Error('two runs');
  const send = create(home.deps);
  expect(await outcome(send(first))).toBe('Throttled slow down');
  throttled = false;
  await send(second);
  expect(await history(home, second)).toEqual([
    'skipped: the cap is reached: 1 marketing e-mail in 24 hours',
  ]);
  home.clock.advanceTo(START + HOUR);
  await send(first);
  expect(await slotsOf(home)).toEqual({ slots: [[START + HOUR, '000000000000.0']] });
});

describe.each([
  ['the outbox', undefined],
  ['a provider', provider],
])('killed at every commit and opened again, %s', (_name, make) => {
  it.each(['before', 'after'] as const)(
    'no message takes two slots, none goes out without: %s',
    async (moment) => {
      let boundaries = 0;
      for (let commit = 1; ; commit += 1) {
        const prepared = await openHome();
        const caps: Caps = { email: { perDay: 1 } };
        await createTenant(prepared.deps.store, prepared.clock, {
          id: tenant,
          name: 'Acme',
          zone: 'UTC',
          caps,
        });
        const [first, second] = await runs(prepared, await prepared.at(mail), 2);
        if (first === undefined || second === undefined) throw new Error('two runs');
        await prepared.pause();
        const port = make?.();
        const ports: Partial<Deps> = port === undefined ? {} : { email: port };
        const faults = crashAt(moment, commit);
        const dying = await openHome({ folder: prepared.folder, faults, ports });
        const ended = await Promise.race([
          create(dying.deps)(first).then(() => 'ended'),
          faults.crashed.then(() => 'crashed'),
        ]);
        await dying.pause();
        const home = await openHome({ folder: prepared.folder, ports });
        homes.push(home);
        const send = create(home.deps);
        const again = await outcome(send(first));
        await send(second);
        // Whatever became of the first: sent, or handed over and never heard of again, it has its slot.
        expect(await slotsOf(home)).toEqual({ slots: [[START, '000000000000.0']] });
        expect(await history(home, second)).toEqual([
          'skipped: the cap is reached: 1 marketing e-mail in 24 hours',
        ]);
        expect(again).toMatch(/^(settled|Deferred .*)$/);
        expect(port?.given.length ?? 0).toBeLessThanOrEqual(1);
        if (ended === 'ended') break;
        boundaries += 1;
      }
      // The slot is a commit of its own only where the message is none.
      expect(boundaries).toBe(make === undefined ? 1 : 4);
    },
  );
});
