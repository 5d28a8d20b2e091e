/** Where workflows and their versions live: one partition per workflow, one list partition and one routing item per tenant. */
import type { Key } from '../../ports/store.ts';

const partition = (tenant: string, workflow: string): string => `${tenant}|workflow|${workflow}`;

export const workflowKey = (tenant: string, workflow: string): Key => ({
  pk: partition(tenant, workflow),
  sk: 'workflow',
});

const padded = (version: number): string => String(version).padStart(6, '0');

export const versionKey = (tenant: string, workflow: string, version: number): Key => ({
  pk: partition(tenant, workflow),
  sk: `v#${padded(version)}`,
});

/** The machine's text and source map, kept apart from the version's row since they are large and seldom read. */
export const machineKey = (tenant: string, workflow: string, version: number): Key => ({
  pk: partition(tenant, workflow),
  sk: `machine#${padded(version)}`,
});

/** One step as the tasks read it. */
export const contentKey = (tenant: string, workflow: string, version: number, step: string): Key => ({
  pk: partition(tenant, workflow),
  sk: `step#${padded(version)}#${step}`,
});

/** Bumped by every start and stop: routing tables older than this are read anew. */
export const generationKey = (tenant: string): Key => ({
  pk: `${tenant}|routing|generation`,
  sk: 'generation',
});

/** Sparse list of a tenant's workflows, by name. */
export const workflowList = (tenant: string): string => `${tenant}|workflows`;
