/** A workflow by its name, and as the API gives it: with how many entered and where they are. */
import Type from 'typebox';
import type { TenantId } from '../../domain/ids.ts';
import { readReport } from '../../domain/report/counts.ts';
import { readWorkflow } from '../../domain/workflow/read.ts';
import type { WorkflowRow } from '../../domain/workflow/row.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';

/** The same rule as in definitions; a name that breaks it is the name of no workflow. */
export const Name = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,59}$',
  description: 'Lower-case letters, digits and hyphens; begins with a letter.',
});
export const byName = Type.Object({ name: Name });

export async function workflow(deps: ApiDeps, tenant: TenantId, name: string): Promise<WorkflowRow> {
  const found = await readWorkflow(deps.store, tenant, name);
  if (found === undefined) throw notFound('workflow of that name');
  return found.row;
}

export async function shownWorkflow(deps: ApiDeps, tenant: TenantId, row: WorkflowRow) {
  const { entered, inside, left, failed } = await readReport(deps.store, tenant, row.name);
  const { name, title, state, latest, live, createdAt, updatedAt } = row;
  return {
    name,
    title,
    state,
    latest,
    ...(live === undefined ? {} : { live }),
    ...(row.inside === undefined ? {} : { afterStop: row.inside }),
    createdAt,
    updatedAt,
    entered,
    inside,
    left,
    failed,
  };
}
