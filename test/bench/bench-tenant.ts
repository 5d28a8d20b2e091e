/** The tenant that the product's sides work for, with the workflow of the bench started. */
import type { Deps } from '../../functions/deps.ts';
import { type ContactId, isContactId, isTenantId, type TenantId } from '../../functions/domain/ids.ts';
import { createTenant } from '../../functions/domain/tenant/tenant.ts';
import { saveDraft } from '../../functions/domain/workflow/draft.ts';
import { startWorkflow } from '../../functions/domain/workflow/lifecycle.ts';
import { publish } from '../../functions/domain/workflow/publish.ts';
import { flow } from './flow.ts';

export async function openBench(deps: Deps): Promise<TenantId> {
  const tenant = 'bench';
  if (!isTenantId(tenant)) throw new Error('no tenant id');
  await createTenant(deps.store, deps.clock, { id: tenant, name: 'Bench', zone: 'UTC' });
  await publishAndStart(deps, tenant, 'carry', flow(3_600_000));
  return tenant;
}

export async function publishAndStart(
  deps: Deps,
  tenant: TenantId,
  name: string,
  text: string,
): Promise<void> {
  await saveDraft(deps, tenant, name, text);
  const published = await publish(deps, tenant, name);
  if (published.outcome !== 'published') throw new Error(JSON.stringify(published));
  await startWorkflow(deps, tenant, name);
}

export function contactId(index: number): ContactId {
  const id = `c${index}`;
  if (!isContactId(id)) throw new Error(`${id} is no contact id`);
  return id;
}
