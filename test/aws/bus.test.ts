/** The bus on the emulator: a rule and a queue get what was published, whole. */
import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { EVENT_SOURCE, eventBridgeBus } from '../../functions/adapters/aws/bus.ts';
import { eventBridge } from '../../functions/adapters/aws/clients.ts';
import type { BusEvent } from '../../functions/ports/bus.ts';
import { emulator } from './emulator.ts';
import { createQueue } from './queue.ts';

const event = (id: string): BusEvent => ({
  tenant: 'acme',
  contact: 'c1',
  id,
  row: `act#2026-01-01T00:00:00.000Z#${id}`,
  type: 'list.joined',
  at: '2026-01-01T00:00:00.000Z',
  depth: 0,
});

test('more events than one entry holds arrive, each once, as they were', async () => {
  const client = eventBridge(emulator());
  const [Name, Rule] = ['sojourn-bus-test', 'joined'];
  const queue = await createQueue('bus-test');
  await client.send(new CreateEventBusCommand({ Name }));
  const EventPattern = JSON.stringify({ source: [EVENT_SOURCE], 'detail-type': ['list.joined'] });
  await client.send(new PutRuleCommand({ Name: Rule, EventBusName: Name, EventPattern }));
  const Targets = [{ Id: 'queue', Arn: queue.arn, InputPath: '$.detail' }];
  await client.send(new PutTargetsCommand({ Rule, EventBusName: Name, Targets }));
  const events = Array.from({ length: 23 }, (_, at) => event(`e${String(at).padStart(2, '0')}`));
  const other = { ...event('other'), type: 'contact.created' };
  await eventBridgeBus(client, Name).publish([...events, other]);
  const told = (await queue.receive(2)).flatMap((body): readonly BusEvent[] => JSON.parse(body).events);
  expect(told.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(events);
});
