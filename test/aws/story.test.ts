/**
 * The deployed product on the emulator, over its HTTP API: a contact joins a list, and stream, bus, queue, state machine and
 * tasks do the rest.
 */
import { beforeAll, expect, test } from 'vitest';
import type { Deployment } from './deployment.ts';
import { emulator } from './emulator.ts';
import { type Ask, awaitingOrder, productOf } from './product.ts';
import { until } from './until.ts';

let deployment: Deployment;
let key: string;
let ask: Ask;
beforeAll(async () => {
  ({ deployment, key, ask } = await productOf('acme'));
}, 600_000);

const run = async (): Promise<unknown> => ask('GET', '/v1/runs?workflow=hello');

test('who joins is written to, waits, and goes on when the order comes', async () => {
  await ask('PUT', '/v1/workflows/hello', awaitingOrder('hello'));
  expect(await ask('POST', '/v1/workflows/hello/publish')).toMatchObject({ version: 1, diagnostics: [] });
  await ask('POST', '/v1/workflows/hello/start', {});
  const ann = {
    id: 'ann',
    email: 'ann@example.org',
    firstName: 'Ann',
    lists: ['newsletter'],
    consents: { email: 'in' },
  };
  await ask('POST', '/v1/contacts', ann);
  await until(async () =>
    expect(await run()).toMatchObject({ items: [{ contact: 'ann', state: 'waiting', step: 'order' }] }),
  );
  const mailbox: unknown = await (await fetch(`${emulator().endpoint}/_ministack/ses/messages`)).json();
  expect(JSON.stringify(mailbox)).toContain('"Subject":"Hi Ann"');
  await ask('POST', '/v1/events', {
    contact: { id: 'ann' },
    type: 'external.occurred',
    properties: { name: 'order' },
  });
  await until(async () => expect(await run()).toMatchObject({ items: [{ state: 'done', step: 'buyer' }] }));
  expect(await ask('GET', '/v1/contacts/ann')).toMatchObject({ tags: { buyer: {} } });
  const counted = { entered: 1, left: 1, inside: 0, failed: 0, sent: 1, waiting: 0 };
  await until(async () => expect(await ask('GET', '/v1/workflows/hello/report')).toMatchObject(counted));
});

test('another tenant sees nothing of it, and a wrong key opens nothing', async () => {
  const other = await deployment.firstKey('other', 'hello@example.net');
  expect(await deployment.call(other, 'GET', '/v1/contacts/ann')).toMatchObject({ status: 404 });
  expect(await deployment.call(other, 'GET', '/v1/workflows/hello')).toMatchObject({ status: 404 });
  expect(await deployment.call('sk_acme_nonsense', 'GET', '/v1/contacts')).toMatchObject({ status: 401 });
});

test('a link of mail that nobody signed leads nowhere', async () => {
  expect(await deployment.call(key, 'GET', '/t/o/nonsense.gif')).toMatchObject({ status: 404 });
});
