/** Suppressions of contacts, lifted over HTTP: at the provider first, then on the card, and the contact's activity tells of it. */

import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApi } from '../../functions/api/app.ts';
import { Transient } from '../../functions/domain/run/errors.ts';
import { openFiles } from '../../infra/local/files.ts';
import { type Fields, items, type Running, startProduct, text } from './product.ts';

let running: Running;
let tenant: string;
beforeAll(async () => {
  running = await startProduct();
  tenant = text((await running.call('GET', '/v1/tenant')).body, 'id');
});
afterAll(() => running.close());

beforeEach(async () => {
  await running.call('POST', '/v1/contacts', { id: 'ada', email: 'ada@example.com', phone: '+393331234567' });
  await running.call('PATCH', '/v1/contacts/ada', { consents: { email: 'out' } });
  await running.call('PUT', '/v1/contacts/ada/suppressions/email', { reason: 'complained' });
  await running.call('PUT', '/v1/contacts/ada/suppressions/sms', { reason: 'unknown number' });
});

const card = async (): Promise<Fields> => (await running.call('GET', '/v1/contacts/ada')).body;

test('one channel is open again, the other is not, and consent stays withdrawn', async () => {
  const lifted = await running.call('DELETE', '/v1/contacts/ada/suppressions/email');
  expect(lifted.status).toBe(200);
  expect(lifted.body).toMatchObject({
    suppressed: { sms: 'unknown number' },
    consents: { email: { state: 'out' } },
  });
  expect(await card()).toMatchObject({ suppressed: { sms: 'unknown number' } });
  expect((await running.call('DELETE', '/v1/contacts/ada/suppressions/email')).status).toBe(404);
  await running.call('DELETE', '/v1/contacts/ada/suppressions/sms');
  expect((await card()).suppressed).toBeUndefined();
});

test('the activity says what was lifted, and which key asked', async () => {
  const key = await running.call('POST', '/v1/keys', { role: 'editor', label: 'support' });
  await running.as(text(key.body, 'key'))('DELETE', '/v1/contacts/ada/suppressions/email');
  await running.product.idle();
  const [newest] = items(await running.call('GET', '/v1/contacts/ada/activity'));
  expect(newest).toMatchObject({
    type: 'contact.unsuppressed',
    properties: { channel: 'email', was: 'complained', by: text(key.body, 'id') },
  });
});

test('the provider’s list comes first: while it refuses, nothing is lifted', async () => {
  const asked: string[] = [];
  let refuses = true;
  const wakes = { wakeImporter: () => {}, wakeJobs: () => {} };
  const handle = createApi({
    ...running.product.deps,
    ...wakes,
    files: openFiles(join(running.data, 'imports')),
    suppressions: {
      lift: async (whose, address) => {
        asked.push(`${whose} ${address}`);
        if (refuses) throw new Transient('SES: TooManyRequestsException');
      },
    },
  });
  const lift = (channel: string) =>
    handle(
      new Request(`http://localhost/v1/contacts/ada/suppressions/${channel}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${running.key}` },
      }),
    );
  expect((await lift('email')).status).toBe(503);
  expect(await card()).toMatchObject({ suppressed: { email: 'complained' } });
  refuses = false;
  expect((await lift('email')).status).toBe(200);
  expect((await card()).suppressed).toEqual({ sms: 'unknown number' });
  // It keeps addresses of mail alone.
  expect((await lift('sms')).status).toBe(200);
  expect(asked).toEqual([`${tenant} ada@example.com`, `${tenant} ada@example.com`]);
});

test('the first reason stays, and one is needed', async () => {
  const again = await running.call('PUT', '/v1/contacts/ada/suppressions/email', { reason: 'again' });
  expect(again.body.suppressed).toEqual({ email: 'complained', sms: 'unknown number' });
  expect((await running.call('PUT', '/v1/contacts/ada/suppressions/email', { reason: '' })).status).toBe(400);
});

test('a channel without suppressions is none, a contact that there is not neither', async () => {
  expect((await running.call('DELETE', '/v1/contacts/ada/suppressions/fax')).status).toBe(404);
  expect((await running.call('DELETE', '/v1/contacts/ada/suppressions/push')).status).toBe(404);
  expect((await running.call('DELETE', '/v1/contacts/bob/suppressions/email')).status).toBe(404);
  const unknown = await running.call('PUT', '/v1/contacts/bob/suppressions/email', { reason: 'x' });
  expect(unknown.status).toBe(404);
});
