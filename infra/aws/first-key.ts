/**
 * The first API key of a tenant, made by an operator with access to the table; further keys are made over the API.
 *
 *     npx node infra/aws/first-key.ts TABLE TENANT NAME SENDER ZONE
 *     npx node infra/aws/first-key.ts sojourn-data-Table… acme 'Acme Inc.' hello@example.com Europe/Rome
 */
import { dynamoDb } from '../../functions/adapters/aws/clients.ts';
import { dynamoStore } from '../../functions/adapters/aws/store/store.ts';
import { systemIds } from '../../functions/adapters/node/ids.ts';
import { isTenantId, TENANT_ID_RULE } from '../../functions/domain/ids.ts';
import { createKey } from '../../functions/domain/tenant/api-key.ts';
import { createTenant } from '../../functions/domain/tenant/tenant.ts';

const [table, tenant = '', name, sender, zone] = process.argv.slice(2);
if (table === undefined || name === undefined || sender === undefined || zone === undefined) {
  process.stderr.write('Usage: npx node infra/aws/first-key.ts TABLE TENANT NAME SENDER ZONE\n');
  process.exit(2);
}
if (!isTenantId(tenant)) {
  process.stderr.write(`Invalid tenant \`${tenant}\`: ${TENANT_ID_RULE}.\n`);
  process.exit(2);
}
const clock = { now: Date.now };
const store = dynamoStore(dynamoDb({}), table);
await createTenant(store, clock, { id: tenant, name, zone, from: { name, email: sender } });
const { key } = await createKey({ store, clock, ids: systemIds }, tenant, 'operator', 'first key');
process.stdout.write(`${key}\n`);
