/** What providers tell afterwards: what was held is settled, and who bounced or complained is not written to again. */
import { describe, expect, it } from 'vitest';
import { readCard } from '../../functions/domain/contact/find.ts';
import { listActivity } from '../../functions/domain/event/activity.ts';
import { type Feedback, recordFeedback, type Told } from '../../functions/domain/message/feedback.ts';
import { messageId, messageKey } from '../../functions/domain/message/keys.ts';
import { asMessage } from '../../functions/domain/message/row.ts';
import { settleHeld } from '../../functions/domain/message/settle-held.ts';
import type { RunRow } from '../../functions/domain/run/row.ts';
import { create } from '../../functions/handlers/feedback.ts';
import type { ChannelPort, Delivery } from '../../functions/ports/channel.ts';
import { inWorld, runOf } from '../stories/stage.ts';
import {
  begin,
  contact,
  contactId,
  HOUR,
  idle,
  MINUTE,
  tenant,
  time,
  type World,
  workflow,
} from '../stories/world.ts';

const FLOW = `
language: 1
name: flow
triggers: [{ on: contact.added }]
sending: { from: { email: hello@nordwind.example } }
start: hello
steps:
  hello: { kind: send-email, subject: Hello, text: Hello, next: pause }
  pause: { kind: wait, for: 2 hours, next: again }
  again: { kind: send-email, subject: Again, text: Again, next: end }
`;

const ada = contactId('ada');
const SECOND = 1000;
type Stage = {
  readonly world: World;
  readonly run: string;
  /** What is told of the message of a turn; the first unless said. */
  readonly tell: (told: Told, turn?: number) => Promise<string>;
  readonly message: (turn?: number) => Promise<object>;
  readonly row: () => Promise<RunRow>;
  readonly events: () => Promise<readonly string[]>;
};

async function onStage(
  placement: 'standard' | 'express',
  answers: readonly Delivery[],
  check: (stage: Stage) => Promise<void>,
): Promise<void> {
  let asked = 0;
  const email: ChannelPort = {
    commitsWithClaim: false,
    deliver: async () => answers[asked++] ?? { outcome: 'sent', providerId: `p${asked}` },
  };
  const deeds = [begin, workflow(FLOW), contact('ada'), idle];
  await inWorld({ email, shape: { placement } }, deeds, async (world) => {
    const { deps } = world.runtime;
    const { run, row } = await runOf(world);
    await check({
      world,
      run,
      tell: (told, turn = 0) => recordFeedback(deps, { ...told, tenant, run, turn, providerId: 'ses-1' }),
      message: async (turn = 0) => {
        const item = await deps.store.get(messageKey(tenant, ada, run, turn));
        if (item === undefined) throw new Error('there is no message');
        return asMessage(item);
      },
      row,
      events: async () => {
        const { activity } = await listActivity(deps.store, tenant, ada, { limit: 50 });
        return activity.map(({ type }) => type).toReversed();
      },
    });
  });
}

const AMBIGUOUS: Delivery = { outcome: 'ambiguous', reason: 'the connection broke' };
const BOUNCE: Told = {
  what: 'bounced',
  type: 'permanent',
  reason: '550 unknown',
  recipients: ['Ada@Example.com'],
};

describe.each(['standard', 'express'] as const)('a held message (%s)', (placement) => {
  it('is settled by what its provider tells, and the run goes on by it', () =>
    onStage(placement, [AMBIGUOUS], async ({ world, tell, message, row }) => {
      expect(await message()).toMatchObject({ state: 'held', reason: 'the connection broke' });
      await time(5 * MINUTE)(world);
      expect(await tell({ what: 'accepted' })).toBe('recorded');
      const settled = await message();
      expect(settled).toMatchObject({ state: 'sent', providerId: 'ses-1' });
      expect(settled).not.toHaveProperty('reason');
      // A machine cannot be woken from a moment; a row can.
      await time(5 * MINUTE + SECOND)(world);
      expect(await row()).toMatchObject(
        placement === 'express' ? { state: 'waiting', step: 'pause' } : { state: 'held', step: 'hello' },
      );
      await time(16 * MINUTE)(world);
      expect(await row()).toMatchObject({ state: 'waiting', step: 'pause' });
      expect(await row()).toMatchObject({
        history: expect.arrayContaining([expect.objectContaining({ step: 'hello', did: 'sent' })]),
      });
    }));

  it('that the provider refused is rejected', () =>
    onStage(placement, [AMBIGUOUS], async ({ world, tell, message, row }) => {
      await tell({ what: 'refused', reason: 'a virus' });
      expect(await message()).toMatchObject({
        state: 'rejected',
        reason: 'the provider refused it: a virus',
      });
      await time(16 * MINUTE)(world);
      expect(await row()).toMatchObject({
        history: expect.arrayContaining([expect.objectContaining({ step: 'hello', did: 'rejected' })]),
      });
    }));

  it('is settled by a person, too', () =>
    onStage(placement, [AMBIGUOUS], async ({ world, row, run }) => {
      await time(MINUTE)(world);
      const settling = await settleHeld(world.runtime.deps, tenant, messageId(run, 0), 'rejected');
      expect(settling.outcome).toBe('settled');
      await time(MINUTE + SECOND)(world);
      expect((await row()).state).toBe(placement === 'express' ? 'waiting' : 'held');
      await time(16 * MINUTE)(world);
      expect(await row()).toMatchObject({
        history: expect.arrayContaining([expect.objectContaining({ step: 'hello', did: 'rejected' })]),
      });
    }));

  it('that is told of when the run has gone on changes nothing but the message', () =>
    onStage(placement, [AMBIGUOUS], async ({ world, tell, message, row }) => {
      await time(16 * MINUTE)(world);
      const gone = await row();
      expect(await tell({ what: 'delivered' })).toBe('recorded');
      expect(await message()).toMatchObject({ state: 'sent' });
      expect(await row()).toEqual(gone);
    }));

  it('of which nobody tells stays held, and the run goes on', () =>
    onStage(placement, [AMBIGUOUS], async ({ world, message, row }) => {
      await time(16 * MINUTE)(world);
      expect(await message()).toMatchObject({ state: 'held' });
      expect(await row()).toMatchObject({ state: 'waiting', step: 'pause' });
    }));
});

describe('feedback', () => {
  it('of a dead address is an event, and she is not written to again', () =>
    onStage('express', [], async ({ world, tell, message, events, run }) => {
      expect(await tell({ what: 'delivered' })).toBe('recorded');
      await tell(BOUNCE);
      const once = await message();
      expect(once).toMatchObject({
        state: 'sent',
        deliveredAt: expect.any(String),
        bouncedAt: expect.any(String),
      });
      await tell(BOUNCE);
      expect(await message()).toEqual(once);
      expect((await events()).filter((type) => type.startsWith('email.'))).toEqual(
        expect.arrayContaining(['email.delivered', 'email.bounced']),
      );
      const card = await readCard(world.runtime.deps.store, tenant, ada);
      expect(card?.suppressed).toEqual({ email: 'bounced: 550 unknown' });
      await time(3 * HOUR)(world);
      const { deps } = world.runtime;
      const { items } = await deps.store.query(messageKey(tenant, ada, run, 0).pk, {
        prefix: 'msg#',
        limit: 9,
      });
      const last = items.map(asMessage).at(-1);
      expect(last).toMatchObject({
        step: 'again',
        state: 'skipped',
        reason: expect.stringContaining('suppressed'),
      });
    }));

  it('of a full mailbox suppresses nothing; a complaint does, and is a refusal too', () =>
    onStage('express', [], async ({ world, tell, events }) => {
      const { store } = world.runtime.deps;
      await tell({ what: 'bounced', type: 'transient', reason: 'full' });
      expect((await readCard(store, tenant, ada))?.suppressed).toBeUndefined();
      await tell({ what: 'complained', recipients: ['ada@example.com'] });
      expect(await readCard(store, tenant, ada)).toMatchObject({
        suppressed: { email: 'complained' },
        consents: { email: { state: 'out' } },
      });
      expect(await events()).toEqual(expect.arrayContaining(['email.bounced', 'email.complained']));
    }));

  it('of somebody else’s copy, or of an address that she has given up, does not touch her', () =>
    onStage('express', [], async ({ world, tell, message }) => {
      const { store } = world.runtime.deps;
      const before = await message();
      await tell({ ...BOUNCE, recipients: ['boss@example.com'] });
      expect(await message()).toEqual(before);
      await contact('ada', { do: 'set', detail: 'email', value: 'new@example.com' })(world);
      await tell(BOUNCE);
      expect(await message()).toHaveProperty('bouncedAt');
      expect((await readCard(store, tenant, ada))?.suppressed).toBeUndefined();
    }));

  it('that comes before its message is written is told again; of what is gone it is dropped', () =>
    onStage('express', [], async ({ world, tell, run }) => {
      expect(await tell({ what: 'accepted' }, 7)).toBe('early');
      const told: Feedback = { what: 'accepted', tenant, run, turn: 7, providerId: 'x' };
      const batch: readonly Feedback[] = [
        { ...told, turn: 0 },
        told,
        { ...told, run: 'nobody.0123456789ab' },
        { ...told, tenant: '|' },
        { ...told, tenant: 'other' },
      ];
      const { failed } = await create(world.runtime.deps)(batch);
      expect(failed.map(({ index }) => index)).toEqual([1]);
      await time(3 * HOUR)(world);
      expect(await tell({ what: 'accepted' }, 7)).toBe('gone');
    }));
});
