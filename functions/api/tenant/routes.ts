/** The tenant itself; and, for the operator alone, making tenants. */
import Type from 'typebox';
import { isTenantId, TENANT_ID_RULE } from '../../domain/ids.ts';
import { createKey } from '../../domain/tenant/api-key.ts';
import { Caps } from '../../domain/tenant/caps-schema.ts';
import { readRemoval } from '../../domain/tenant/remove.ts';
import { changeTenant, createTenant, listTenants, readTenant } from '../../domain/tenant/tenant.ts';
import { MOST_SPREAD } from '../../domain/time/spread.ts';
import { isZone } from '../../domain/time/zone.ts';
import { invalid, notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { Country, Email, listOf, Moment, Zone } from '../schema.ts';

const Sender = Type.Object(
  { name: Type.Optional(Type.String({ maxLength: 200 })), email: Email },
  { additionalProperties: false },
);
const Spread = Type.Integer({
  minimum: 0,
  maximum: MOST_SPREAD,
  description:
    "Over so many seconds the ends of waits for a day, date or time are spread, so that not everybody wakes at nine o'clock sharp.",
});
const Tenant = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    zone: Zone,
    country: Type.Optional(Country),
    from: Type.Optional(Sender),
    spreadSeconds: Type.Optional(Spread),
    caps: Type.Optional(Caps),
    createdAt: Moment,
  },
  { title: 'Tenant' },
);
const name = Type.String({ minLength: 1, maxLength: 200 });

export const tenantRoutes = [
  route({
    method: 'GET',
    path: '/v1/tenant',
    tag: 'Tenant',
    summary: 'Your tenant',
    role: 'viewer',
    response: Tenant,
    handle: async ({ deps, tenant }) => {
      const row = await readTenant(deps.store, tenant);
      if (row === undefined) throw notFound('tenant of this key any more');
      return { body: row };
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/tenant',
    tag: 'Tenant',
    summary: 'Change name, zone, country, sender, spread or caps',
    role: 'admin',
    body: Type.Object(
      {
        name: Type.Optional(name),
        zone: Type.Optional(Zone),
        country: Type.Optional(Country),
        from: Type.Optional(Sender),
        spreadSeconds: Type.Optional(Spread),
        caps: Type.Optional(Caps),
      },
      { additionalProperties: false },
    ),
    response: Tenant,
    handle: async ({ deps, tenant, body }) => {
      checkZone(body.zone);
      const row = await changeTenant(deps.store, tenant, body);
      if (row === undefined) throw notFound('tenant of this key any more');
      return { body: row };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/tenant/webhook-secret',
    tag: 'Tenant',
    summary: 'The secret with which your systems check webhooks',
    description:
      'Each webhook carries `Sojourn-Signature: t=<seconds>,v1=<hex>`; `v1` is HMAC-SHA-256 of `<t>.<body>` under this secret.',
    role: 'admin',
    response: Type.Object({ secret: Type.String() }),
    handle: async ({ deps, tenant }) => ({ body: { secret: deps.signer.webhookSecret(tenant) } }),
  }),
  route({
    method: 'GET',
    path: '/v1/tenants',
    tag: 'Tenant',
    summary: 'All tenants, by id',
    role: 'operator',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Tenant),
    handle: async ({ deps, query }) => {
      const { limit, after } = pagingOf(query);
      return { body: await listTenants(deps.store, limit, after) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/tenants',
    tag: 'Tenant',
    summary: 'Make a tenant and its first admin key',
    role: 'operator',
    body: Type.Object(
      {
        id: Type.String({ description: TENANT_ID_RULE }),
        name,
        zone: Zone,
        country: Type.Optional(Country),
        from: Type.Optional(Sender),
        spreadSeconds: Type.Optional(Spread),
        caps: Type.Optional(Caps),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ tenant: Tenant, apiKey: Type.String({ description: 'Shown this once.' }) }),
    statuses: [201],
    handle: async ({ deps, body }) => {
      checkZone(body.zone);
      if (!isTenantId(body.id)) throw invalid('/id', `takes ${TENANT_ID_RULE}.`);
      if ((await readRemoval(deps.store, body.id))?.job.state === 'running')
        throw new Problem('conflict', `The tenant \`${body.id}\` is just being removed.`);
      const tenant = await createTenant(deps.store, deps.clock, body);
      if (tenant === 'exists') throw new Problem('conflict', `There is a tenant \`${body.id}\` already.`);
      const { key } = await createKey(deps, tenant.id, 'admin', 'first key');
      return { body: { tenant, apiKey: key } };
    },
  }),
];

function checkZone(zone: string | undefined): void {
  if (zone === undefined || isZone(zone)) return;
  throw invalid('/zone', `\`${zone}\` is no IANA time zone such as \`Europe/Rome\`.`);
}
