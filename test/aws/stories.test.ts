/**
 * The stories of the embedded runtime, told to the deployed product over its HTTP API, in both placements and in express with a state per step: stream, bus, queue,
 * state machines and functions do the rest, in one time that stands still until a story moves it. Each ends as it does in the
 * embedded runtime: the same ways, messages and cards, and counters that agree with the rows.
 */
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { beforeAll, describe, expect, test } from 'vitest';
import { dynamoDb, ses } from '../../functions/adapters/aws/clients.ts';
import { dynamoStore } from '../../functions/adapters/aws/store/store.ts';
import { readCard } from '../../functions/domain/contact/find.ts';
import { isTenantId, type TenantId } from '../../functions/domain/ids.ts';
import { listMessages } from '../../functions/domain/message/list.ts';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import { stories, type Told } from '../stories/catalogue.ts';
import { type Ending, endingOf, miscounts, playPlainly } from '../stories/play.ts';
import { contactId } from '../stories/world.ts';
import { deployedActs } from './deployed-acts.ts';
import { deploy } from './deployment.ts';
import { emulator } from './emulator.ts';
import { openTime } from './time.ts';
import { together } from './together.ts';

/** Twelve opens of one mail that nobody was sent: no picture can tell of them. */
const NO_MAIL = 'ten opens make a hundred points, and sales hears of the lead once';

const PLACEMENTS: readonly (readonly [name: string, shape: Shape])[] = [
  ['standard', {}],
  ['express', { placement: 'express' }],
  ['express-step', { placement: 'express', granularity: 'step' }],
];

type Play = { readonly story: Told; readonly tenant: TenantId; readonly shape: Shape; readonly name: string };

const only = process.env.SOJOURN_TEST_STORY;
const onlyPlacement = process.env.SOJOURN_TEST_PLACEMENT;
const plays: readonly Play[] = stories
  .filter(({ name }) => name !== NO_MAIL && (only === undefined || name.includes(only)))
  .flatMap((story, index) =>
    PLACEMENTS.filter(([name]) => onlyPlacement === undefined || name === onlyPlacement).map(
      ([name, shape]) => ({ story, shape, name, tenant: tenantOf(`${name}-${index}`) }),
    ),
  );

function tenantOf(id: string): TenantId {
  if (!isTenantId(id)) throw new Error(id);
  return id;
}

/** A template that goes on too long meets the limit of time or of size, whichever this machine meets first. */
const told = (ending: Ending | undefined): string =>
  JSON.stringify(ending, undefined, 2).replaceAll(
    /the template (writes more than 2000000 characters|runs longer than 1000 ms)/g,
    'the template goes on too long',
  );

const endings = new Map<TenantId, Ending>();
const problems = new Map<TenantId, readonly string[]>();

beforeAll(async () => {
  const deployment = await deploy();
  for (const EmailIdentity of ['example.com', 'nordwind.example'])
    await ses(emulator()).send(new CreateEmailIdentityCommand({ EmailIdentity }));
  const store = dynamoStore(dynamoDb(emulator()), deployment.table);
  const time = await openTime(store, deployment.table);
  await together(
    time,
    plays.map(({ story, tenant, shape }) => async (sleep) => {
      const acts = deployedActs({ deployment, store, tenant, shape, sleep, now: time.now });
      for (const deed of [...story.setup, ...story.deeds]) await deed(acts);
    }),
  );
  time.close();
  for (const { tenant } of plays) {
    endings.set(tenant, await endingOf({ runtime: { store } }, tenant));
    problems.set(tenant, await miscounts({ store }, tenant));
  }
}, 900_000);

describe.each(plays.map((play) => [play.story.name, play.name, play] as const))(
  '%s',
  (_story, placement, play) => {
    test(`${placement}, deployed, ends as it does in the embedded runtime`, async () => {
      const embedded = await playPlainly(play.story, play.shape);
      expect(told(endings.get(play.tenant))).toBe(told(embedded.ending));
      expect(problems.get(play.tenant)).toEqual([]);
    });
  },
);

/** The provider says so of one of her two devices; the embedded outbox knows no device that is gone. */
const pushed = plays.filter(({ story }) => story.name.startsWith('a push message is tapped'));
test('a device that is gone has left the card, its message was sent to the other', async () => {
  const store = dynamoStore(dynamoDb(emulator()), (await deploy()).table);
  for (const { tenant } of pushed) {
    const card = await readCard(store, tenant, contactId('ada'));
    expect(card?.devices?.map(({ token }) => token)).toEqual(['phone-of-ada']);
    const { messages } = await listMessages(store, tenant, { contact: 'ada', limit: 10 });
    expect(messages.find(({ step }) => step === 'remind')?.devices?.map(({ outcome }) => outcome)).toEqual([
      'sent',
      'gone',
    ]);
  }
});
