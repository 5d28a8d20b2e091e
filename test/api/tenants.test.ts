import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../functions/api/routes.ts';
import { keepDeadEvent } from '../../functions/domain/event/dead-letter.ts';
import { ownerOf } from '../../functions/domain/run/keys.ts';
import { type Client, items, otherTenant, type Running, startProduct, text } from './product.ts';

let running: Running;
let other: Client;
/** One id of every kind, all of them the local tenant's. */
let ids: { readonly [kind: string]: string };

const WORKFLOW = `language: 1
name: mine
title: Mine
triggers:
  - on: list.joined
    list: newsletter
  - on: manual.enrolled
start: pause
steps:
  pause: { kind: wait, for: 1 day, next: end }
`;

beforeAll(async () => {
  running = await startProduct();
  other = await otherTenant(running);
  await running.call('PUT', '/v1/workflows/mine', WORKFLOW);
  await running.call('POST', '/v1/workflows/mine/publish', { start: true });
  const contact = await running.call('POST', '/v1/contacts', {
    email: 'ada@example.com',
    lists: ['newsletter'],
  });
  await running.call('POST', `/v1/contacts/${text(contact.body, 'id')}/devices`, {
    platform: 'fcm',
    token: 'a-token-of-ada',
  });
  const trial = await running.call('POST', '/v1/simulations', {
    workflows: [{ name: 'mine' }],
    contacts: 1,
  });
  const upload = await running.call('POST', '/v1/imports?format=csv', 'Email\nbea@example.com\n');
  const exported = await running.call('POST', '/v1/exports', { format: 'csv' });
  const broadcast = await running.call('POST', '/v1/workflows/mine/broadcasts', { list: 'nobody' });
  await running.product.idle();
  const letter = {
    tenant: 'local',
    contact: 'c1',
    id: 'e1',
    row: 'act#1',
    type: 'list.joined',
    at: '',
    depth: 0,
  };
  await keepDeadEvent(running.product.deps, { ...letter, ...ownerOf(letter) }, new Error('broken'));
  const [run] = items(await running.call('GET', '/v1/runs?workflow=mine'));
  const key = await running.call('POST', '/v1/keys', { role: 'viewer', label: 'a key' });
  ids = {
    contacts: text(contact.body, 'id'),
    keys: text(key.body, 'id'),
    workflows: 'mine',
    runs: text(run ?? {}, 'run'),
    messages: `${text(contact.body, 'id')}.0123456789ab.1`,
    'dead-letters': encodeURIComponent('event#e1'),
    imports: text(upload.body, 'id'),
    simulations: text(trial.body, 'id'),
    exports: text(exported.body, 'id'),
    broadcasts: text(broadcast.body, 'id'),
    version: '1',
    token: 'a-token-of-ada',
    tenants: 'local',
  };
});
afterAll(() => running.close());

const named = routes.filter(({ path }) => path.includes('{'));

describe('another tenant’s anything is a 404', () => {
  test.each(named.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s',
    async (_, route) => {
      const noun = route.path.split('/')[2] ?? '';
      expect(ids).toHaveProperty([noun]);
      const path = route.path
        .replace(/\{(?:id|name)\}/, ids[noun] ?? '')
        .replace('{version}', ids.version ?? '1')
        .replace('{token}', ids.token ?? '?')
        .replace('{channel}', 'email');
      const body = bodies[`${route.method} ${route.path}`] ?? (route.method === 'GET' ? undefined : {});
      const status = exceptions[`${route.method} ${route.path}`] ?? 404;
      expect((await other(route.method, path, body)).status).toBe(status);
      if (status === 200) await other('DELETE', path);
    },
  );

  test('and nothing of it was touched', async () => {
    const contact = await running.call('GET', `/v1/contacts/${ids.contacts}`);
    expect(contact.body.devices).toMatchObject([{ platform: 'fcm', token: 'a-token-of-ada' }]);
    expect((await running.call('GET', '/v1/workflows/mine')).body.state).toBe('started');
    expect((await running.call('GET', '/v1/keys')).text).toContain(ids.keys);
    expect(items(await running.call('GET', '/v1/dead-letters'))).toHaveLength(1);
  });

  test.each(['/v1/contacts', '/v1/workflows', '/v1/imports', '/v1/messages', '/v1/runs'])(
    'its %s are not listed',
    async (path) => {
      expect((await other('GET', path)).body.items).toEqual([]);
    },
  );

  test('a cursor of its lists leads nowhere', async () => {
    for (let n = 0; n < 3; n += 1) await running.call('POST', '/v1/contacts', { email: `n${n}@example.com` });
    const first = await running.call('GET', '/v1/contacts?limit=1');
    const stolen = await other(
      'GET',
      `/v1/contacts?limit=1&after=${encodeURIComponent(text(first.body, 'next'))}`,
    );
    expect(stolen.status === 400 || JSON.stringify(stolen.body.items) === '[]').toBe(true);
  });
});

const exceptions: { readonly [route: string]: number } = {
  // A draft of the same name is one's own: names are per tenant.
  'PUT /v1/workflows/{name}': 200,
  // The operator's alone: whoever else asks learns nothing, whether the tenant is there or not.
  'GET /v1/tenants/{id}/removal': 403,
  'POST /v1/tenants/{id}/removal': 403,
};

const bodies: { readonly [route: string]: unknown } = {
  'POST /v1/contacts/{id}/devices': { platform: 'fcm', token: 'a-token-of-ada' },
  'PUT /v1/contacts/{id}/suppressions/{channel}': { reason: 'bounced' },
  'POST /v1/messages/{id}/settle': { as: 'sent' },
  'PUT /v1/workflows/{name}': 'name: mine',
  'POST /v1/workflows/{name}/enrol': { contacts: ['nobody'] },
};

describe('roles', () => {
  const order = ['viewer', 'editor', 'admin', 'operator'];
  test.each(['viewer', 'editor', 'admin'])(
    'a key of role %s may do what its role may and no more',
    async (role) => {
      const made = await running.call('POST', '/v1/keys', { role, label: role });
      const call = running.as(text(made.body, 'key'));
      for (const route of routes) {
        const allowed = order.indexOf(role) >= order.indexOf(route.role);
        // Nothing of these names is there, so what is allowed is a 404 or a complaint, and harmless.
        const path = route.path.replace(/\{\w+\}/g, 'zzz');
        if (allowed && (route.method !== 'GET' || !route.gives.includes('application/json'))) continue;
        const { status } = await call(route.method, path, route.method === 'GET' ? undefined : {});
        if (allowed) expect([route.path, status]).not.toEqual([route.path, 403]);
        else expect([route.path, status]).toEqual([route.path, 403]);
      }
    },
  );

  test('only the operator makes tenants', async () => {
    expect((await other('POST', '/v1/tenants', { id: 'x', name: 'X', zone: 'UTC' })).status).toBe(403);
  });

  test('a removed key opens nothing', async () => {
    const made = await running.call('POST', '/v1/keys', { role: 'viewer', label: 'short' });
    const call = running.as(text(made.body, 'key'));
    expect((await call('GET', '/v1/tenant')).status).toBe(200);
    await running.call('DELETE', `/v1/keys/${text(made.body, 'id')}`);
    expect((await call('GET', '/v1/tenant')).status).toBe(401);
  });

  test('secrets are shown once', async () => {
    expect((await running.call('GET', '/v1/keys')).text).not.toContain('sk_');
  });
});
