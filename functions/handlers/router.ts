/** Queue: a batch of events from the bus. Each is routed by itself; the ones that failed are told again by the queue. */
import type { Deps } from '../deps.ts';
import { begin } from '../domain/run/enrol.ts';
import { ownerOf } from '../domain/run/keys.ts';
import { routeEvent } from '../domain/run/route.ts';
import { type RoutingTable, routingTable } from '../domain/workflow/routing.ts';
import type { BusEvent } from '../ports/bus.ts';

/** Positions in the batch that must be told again, and why. */
export type Routed = { readonly failed: readonly { readonly index: number; readonly error: unknown }[] };

export const create =
  (deps: Deps) =>
  async (batch: readonly BusEvent[]): Promise<Routed> => {
    const tables = new Map<string, Promise<RoutingTable>>();
    const failed: { index: number; error: unknown }[] = [];
    const route = async (event: BusEvent, index: number): Promise<void> => {
      try {
        const { tenant } = ownerOf(event);
        const table = tables.get(tenant) ?? routingTable(deps.store, tenant);
        tables.set(tenant, table);
        await routeEvent(deps, await table, event, begin);
      } catch (error) {
        failed.push({ index, error });
      }
    };
    await Promise.all(batch.map(route));
    return { failed };
  };
