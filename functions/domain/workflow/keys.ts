/** Where workflows and their versions stand: one partition per workflow, one list partition and one routing item per tenant. */
import type { Key } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';

export const workflowPk = (tenant: TenantId, workflow: string): string => `${tenant}|workflow|${workflow}`;

export const workflowKey = (tenant: TenantId, workflow: string): Key => ({
  pk: workflowPk(tenant, workflow),
  sk: 'workflow',
});

const padded = (version: number): string => String(version).padStart(6, '0');

/** Prefix of every version's row. */
export const VERSION = 'v#';

export const versionKey = (tenant: TenantId, workflow: string, version: number): Key => ({
  pk: workflowPk(tenant, workflow),
  sk: `${VERSION}${padded(version)}`,
});

/** Names of texts in a workflow's partition (see `text.ts`). */
export const DRAFT = 'draft';
export const sourceText = (version: number): string => `source#${padded(version)}`;
export const machineText = (version: number): string => `machine#${padded(version)}`;
export const programText = (version: number): string => `program#${padded(version)}`;
export const stepText = (version: number, step: string): string => `step#${padded(version)}#${step}`;

/** Changed by every start and stop: routing tables older than this are read anew. */
export const generationKey = (tenant: TenantId): Key => ({
  pk: `${tenant}|routing|generation`,
  sk: 'generation',
});

/** Index partition of a tenant's workflows, by name. */
export const workflowList = (tenant: TenantId): string => `${tenant}|workflows`;
