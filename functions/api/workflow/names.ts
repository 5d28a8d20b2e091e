/** Every workflow of a tenant by name: where lists look that name none. */
import type { TenantId } from '../../domain/ids.ts';
import { listWorkflows } from '../../domain/workflow/read.ts';
import { pages } from '../../ports/pages.ts';
import type { Store } from '../../ports/store.ts';

export async function workflowNames(store: Store, tenant: TenantId): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { items } of pages((after) => listWorkflows(store, tenant, { limit: 1000, ...after })))
    names.push(...items.map(({ name }) => name));
  return names;
}
