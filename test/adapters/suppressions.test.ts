/** The list of addresses that SES keeps by itself: an address is taken off it, whether it was there or not. */
import { afterEach, expect, test } from 'vitest';
import { sesSuppressions } from '../../functions/adapters/aws/channel/suppressions.ts';
import { ses } from '../../functions/adapters/aws/clients.ts';
import { type Answer, type Service, scripted } from './service.ts';

let service: Service | undefined;
afterEach(() => service?.close());

async function lift(answer: Answer, sesTenants = false): Promise<readonly string[]> {
  service = await scripted(() => answer);
  await sesSuppressions(ses(service.options), { sesTenants }).lift('acme', 'ada@example.com');
  return service.asked.map(({ path }) => path);
}

test('of the account', async () => {
  expect(await lift({})).toEqual(['/v2/email/suppression/addresses/ada%40example.com']);
});

test('of the tenant too, where tenants are tenants of SES', async () => {
  expect(await lift({}, true)).toEqual([
    '/v2/email/suppression/addresses/ada%40example.com?TenantName=acme',
    '/v2/email/suppression/addresses/ada%40example.com',
  ]);
});

test('what is not there is off already; a refusal is one', async () => {
  expect(await lift({ error: 'NotFoundException', status: 404 }, true)).toHaveLength(2);
  await expect(lift({ error: 'TooManyRequestsException', status: 429 })).rejects.toMatchObject({
    name: 'Transient',
    message: expect.stringContaining('TooManyRequestsException'),
  });
});
