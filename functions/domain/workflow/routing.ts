/**
 * A tenant's routing table: which event types somebody subscribes to, and which started workflows each type may trigger.
 * Kept in memory, and read anew when its generation item has moved; that item is read once per batch.
 */
import { randomUUID } from 'node:crypto';
import type { Sieve } from '../../../workflow-compiler/predicate/sieve/sieve.ts';
import { pages } from '../../ports/pages.ts';
import type { Store, Write } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { insideOf } from '../report/counts.ts';
import { generationKey } from './keys.ts';
import { readVersion } from './pinned.ts';
import { listVersions, listWorkflows } from './read.ts';
import type { WorkflowRow } from './row.ts';
import { type Trigger, triggersOf } from './triggers.ts';

export type RoutingTable = {
  readonly generation: string;
  /** Everything that starts, resumes or interrupts: of live versions, and of versions that have open runs. */
  readonly types: ReadonlySet<string>;
  /** Kept as rows: what is subscribed to, and what conditions look back at. */
  readonly records: ReadonlySet<string>;
  readonly triggers: ReadonlyMap<string, Sieve<Trigger>>;
};

const tables = new WeakMap<Store, Map<string, RoutingTable>>();

/**
 * Makes every routing table of the tenant stale; belongs into the write that changes what is routed. A generation is never
 * used twice: after a write that was taken back, a number would come again and vouch for a table of what never happened.
 */
export const bump = (tenant: TenantId): Write => ({
  do: 'put',
  key: generationKey(tenant),
  body: { generation: randomUUID() },
});

export async function routingTable(store: Store, tenant: TenantId): Promise<RoutingTable> {
  const generation = generationOf((await store.get(generationKey(tenant)))?.body);
  const known = tables.get(store) ?? new Map<string, RoutingTable>();
  tables.set(store, known);
  const table = known.get(tenant);
  if (table?.generation === generation) return table;
  const fresh = await build(store, tenant, generation);
  known.set(tenant, fresh);
  return fresh;
}

async function build(store: Store, tenant: TenantId, generation: string): Promise<RoutingTable> {
  const types = new Set<string>();
  const records = new Set<string>();
  const triggers = new Map<string, Trigger[]>();
  for await (const { items } of pages((after) => listWorkflows(store, tenant, { limit: 200, ...after }))) {
    for (const row of items) {
      for (const version of await routedVersions(store, tenant, row)) {
        const found = await readVersion(store, tenant, row.name, version);
        for (const type of found?.routing.types ?? []) types.add(type);
        for (const type of [...(found?.routing.types ?? []), ...(found?.records ?? [])]) records.add(type);
        if (found === undefined || row.state !== 'started' || row.live !== version) continue;
        for (const route of found.routing.triggers) {
          const list = triggers.get(route.event.on) ?? [];
          list.push({ workflow: row.name, version, route });
          triggers.set(route.event.on, list);
        }
      }
    }
  }
  const byType = [...triggers].map(([type, list]) => [type, triggersOf(list)] as const);
  return { generation, types, records, triggers: new Map(byType) };
}

/** The live version and those with runs inside; the newest two always, since runs may be entering them right now. */
async function routedVersions(store: Store, tenant: TenantId, row: WorkflowRow): Promise<readonly number[]> {
  const { items } = await listVersions(store, tenant, row.name, { limit: 1000 });
  const found: number[] = [];
  for (const { version } of items) {
    const recent = version === row.live || version >= row.latest - 1;
    if (recent || (await insideOf(store, tenant, row.name, version)) > 0) found.push(version);
  }
  return found;
}

function generationOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'generation' in body ? String(body.generation) : 'none';
}
