/** Every workflow of a tenant by name: where lists look that name none. */
import type { TenantId } from '../../domain/ids.ts';
import { listWorkflows } from '../../domain/workflow/read.ts';
import type { Store } from '../../ports/store.ts';

export async function workflowNames(store: Store, tenant: TenantId): Promise<readonly string[]> {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await listWorkflows(store, tenant, {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    names.push(...page.items.map(({ name }) => name));
    after = page.next;
  } while (after !== undefined);
  return names;
}
