/** Where counters stand: one partition per workflow; one item per version, step (`*`: the whole) and shard. */
import type { Key } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';

export const countsPk = (tenant: TenantId, workflow: string): string => `${tenant}|counts|${workflow}`;

/** Prefix of all counters of a version. */
export const versionCounts = (version: number): string => `v${version}#`;

export const TOTAL = '*';

/** One shard on one machine, where a counter is added to inside the commit; feed folds on AWS take one each. */
export const countKey = (
  tenant: TenantId,
  workflow: string,
  version: number,
  step: string,
  shard = 0,
): Key => ({
  pk: countsPk(tenant, workflow),
  sk: `${versionCounts(version)}${step}#${shard}`,
});
