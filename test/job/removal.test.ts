/** The removal of a tenant: nothing of it is left, nothing of others is touched, wherever it is killed. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { isTenantId, type TenantId } from '../../functions/domain/ids.ts';
import { putJob as putImport } from '../../functions/domain/import/job.ts';
import { runImport } from '../../functions/domain/import/run-job.ts';
import { createKey, findKey } from '../../functions/domain/tenant/api-key.ts';
import { beginRemoval, readRemoval } from '../../functions/domain/tenant/remove.ts';
import { createTenant, readTenant } from '../../functions/domain/tenant/tenant.ts';
import { saveDraft } from '../../functions/domain/workflow/draft.ts';
import { startWorkflow } from '../../functions/domain/workflow/lifecycle.ts';
import { publish } from '../../functions/domain/workflow/publish.ts';
import type { Store } from '../../functions/ports/store.ts';
import { openUnderWay } from '../../infra/local/under-way.ts';
import { parts } from '../import/files-contract.ts';
import { inWorld } from '../stories/stage.ts';
import { begin, DAY, START, tenant, time, type World, withFolder } from '../stories/world.ts';
import { allOf, broadcastOf, dyingAt, exportOf, needsOf, put, work } from './home.ts';

/** Its name begins like the other's. */
const other = brand('acme-2');

function brand(id: string): TenantId {
  if (!isTenantId(id)) throw new Error(`${id} is no tenant id`);
  return id;
}

const flow = (name: string): string => `
language: 1
name: ${name}
triggers: [{ on: list.joined, list: all }, { on: manual.enrolled }]
sending: { from: { email: hello@example.com } }
start: hello
steps:
  hello: { kind: send-email, subject: Hi, text: Hi, next: answer }
  answer:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: end }]
    timeout: { after: 2 days, next: late }
  late: { kind: add-tag, tag: late, next: end }
`;

/** A workflow in each placement, contacts who wait in both, a key, and a file. */
async function fill({ runtime }: World, of: TenantId, files: ReturnType<typeof needsOf>['files']) {
  const { deps } = runtime;
  if (of !== tenant) await createTenant(deps.store, deps.clock, { id: of, name: 'Acme', zone: 'UTC' });
  const key = await createKey(deps, of, 'admin', 'a key');
  for (const placement of ['standard', 'express'] as const) {
    const name = `in-${placement}`;
    await saveDraft(deps, of, name, flow(name));
    const published = await publish(deps, of, name, { placement });
    if (published.outcome !== 'published') throw new Error(JSON.stringify(published));
    await startWorkflow(deps, of, name);
  }
  for (const id of ['ada', 'bea', 'cyd']) {
    const identity = { email: `${id}@example.com`, phone: '+4930901820' };
    const changes = [
      { do: 'join-list', list: 'all' },
      { do: 'consent', channel: 'email', state: 'in', source: 'test' },
    ] as const;
    const done = await upsertContact(deps, of, identity, changes, FROM_API);
    if (done.outcome === 'refused') throw new Error(JSON.stringify(done.problems));
  }
  await runtime.idle();
  await files.write(`${of}/upload`, parts('rows'));
  return key.key;
}

const runsIn = async (store: Store, of: TenantId): Promise<number> =>
  (await allOf(store, `${of}|contact|`)).filter((name) => name.includes(' run#')).length;

async function withTenants(
  check: (world: World, dir: string, keys: { readonly gone: string; readonly kept: string }) => Promise<void>,
): Promise<void> {
  await inWorld({}, [begin], async (world, dir) => {
    const { files } = needsOf(world, dir);
    const keys = { gone: await fill(world, tenant, files), kept: await fill(world, other, files) };
    expect(await runsIn(world.runtime.store, tenant)).toBe(6);
    await check(world, dir, keys);
  });
}

async function nothingLeft({ runtime }: World, needs: ReturnType<typeof needsOf>): Promise<void> {
  expect(await allOf(runtime.store, `${tenant}|`)).toEqual([]);
  const hashes = await allOf(runtime.store, 'key|');
  expect(hashes.length).toBe(1);
  expect(await needs.files.size(`${tenant}/upload`)).toBeUndefined();
  expect(await needs.files.size(`${other}/upload`)).toBe(4);
}

/** Names of the machines that the engine has, and how many executions. */
async function inEngine({ runtime }: World, dir: string): Promise<readonly [string, number]> {
  await runtime.idle();
  return withFolder(async (copy) => {
    cpSync(dir, copy, { recursive: true });
    const sql = new DatabaseSync(join(copy, 'sojourn.db'));
    const names = sql.prepare('SELECT name FROM machines ORDER BY name').all();
    const executions = sql.prepare('SELECT name FROM executions').all();
    sql.close();
    return [names.map(({ name }) => String(name)).join(' '), executions.length];
  });
}

describe('the removal of a tenant', () => {
  it('locks it out at once, and leaves nothing of it', () =>
    withTenants(async (world, dir, keys) => {
      const needs = needsOf(world, dir);
      const before = await allOf(world.runtime.store, `${other}|`);
      await put(needs, exportOf('x1', 'csv', {}, START));
      await beginRemoval(needs, tenant, 'k1');
      expect(await findKey(needs.store, keys.gone)).toBeUndefined();
      expect(await readTenant(needs.store, tenant)).toBeUndefined();
      await work(needs);
      await world.idle();
      await nothingLeft(world, needs);
      expect(await inEngine(world, dir)).toEqual(['acme-2-in-express-v1 acme-2-in-standard-v1', 3]);
      expect(await allOf(world.runtime.store, `${other}|`)).toEqual(before);
      expect((await findKey(needs.store, keys.kept))?.tenant).toBe(other);
      expect((await readRemoval(needs.store, tenant))?.job).toMatchObject({
        state: 'done',
        order: { by: 'k1' },
        place: { removed: { contact: expect.any(Number), workflow: expect.any(Number) } },
      });
    }));

  it('stops what waits: nothing comes back, and the others go on', () =>
    withTenants(async (world, dir) => {
      const needs = needsOf(world, dir);
      await beginRemoval(needs, tenant, 'k1');
      await work(needs);
      await time(3 * DAY)(world);
      await nothingLeft(world, needs);
      const cards = (await allOf(world.runtime.store, `${other}|contact|`)).filter((name) =>
        name.endsWith(' card'),
      );
      expect(cards.length).toBe(3);
      for (const name of cards) {
        const [pk = '', sk = ''] = name.split(' ');
        expect(JSON.stringify((await needs.store.get({ pk, sk }))?.body)).toContain('"late"');
      }
    }));

  it('ends with nothing left, wherever it is killed', async () => {
    for (let write = 1, ended = false; !ended; write += write < 20 ? 3 : 17) {
      await withTenants(async (world, dir) => {
        const needs = needsOf(world, dir);
        const dying = { ...needs, store: dyingAt(needs.store, write, write % 2 === 0 ? 'before' : 'after') };
        ended = await beginRemoval(dying, tenant, 'k1')
          .then(() => work(dying))
          .then(
            () => true,
            () => false,
          );
        await beginRemoval(needs, tenant, 'k1');
        await work(needs);
        await world.idle();
        await nothingLeft(world, needs);
      });
    }
  }, 120_000);

  it('goes through the store again until who was at work before has ended', () =>
    withTenants(async (world, dir) => {
      const { clock } = world.runtime.deps;
      const needs = needsOf(world, dir, (_, since) => Math.max(0, since + 15 * 60_000 - clock.now()));
      await beginRemoval(needs, tenant, 'k1');
      await work(needs);
      expect((await readRemoval(needs.store, tenant))?.job).toMatchObject({ state: 'running' });
      // An import that began before writes on.
      await upsertContact(needs, tenant, { email: 'late@example.com' }, [], FROM_API);
      await time(16 * 60_000)(world);
      await work(needs);
      await nothingLeft(world, needs);
      expect((await readRemoval(needs.store, tenant))?.job).toMatchObject({ state: 'done' });
    }));

  it('waits for an import that is worked on, however long its chunk takes', () =>
    withTenants(async (world, dir) => {
      const underWay = openUnderWay(world.runtime.deps.clock);
      const needs = needsOf(world, dir, (of, since) => (underWay.since(since, of) ? 250 : 0));
      const { files } = needs;
      const file = `${tenant}/i1.csv`;
      await files.write(file, parts('email\nlate@example.com\n'));
      const createdAt = new Date(START).toISOString();
      const job = { id: 'i1', tenant, file, format: 'csv', options: {}, totalBytes: 23, createdAt } as const;
      await putImport(needs.store, job);
      const gate = Promise.withResolvers<void>();
      const read: typeof files.read = async (name) => {
        const source = await files.read(name);
        await gate.promise;
        return source;
      };
      const importing = underWay.during(
        () => runImport({ ...needs, files: { ...files, read } }, job, { stop: () => false }),
        tenant,
      );
      await beginRemoval(needs, tenant, 'k1');
      await work(needs);
      await time(60_000)(world);
      await work(needs);
      expect((await readRemoval(needs.store, tenant))?.job).toMatchObject({ state: 'running' });
      gate.resolve();
      await importing;
      expect(await allOf(world.runtime.store, `${tenant}|`)).not.toEqual([]);
      await time(61_000)(world);
      await work(needs);
      await nothingLeft(world, needs);
      expect((await readRemoval(needs.store, tenant))?.job).toMatchObject({ state: 'done' });
    }));

  it('takes jobs of the tenant along', () =>
    withTenants(async (world, dir) => {
      const needs = needsOf(world, dir);
      await put(needs, broadcastOf('b1', 'in-standard', {}, START, 3600));
      await beginRemoval(needs, tenant, 'k1');
      await work(needs);
      await time(DAY)(world);
      await work(needs);
      await nothingLeft(world, needs);
    }));
});
