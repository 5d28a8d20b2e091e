/**
 * Where counters stand: one partition per workflow. On one machine, and where nobody says which shard of the feed tells, one item per
 * version, step (`*`: the version's totals) and shard; else one item per version and shard, with all of its steps.
 */
import type { Key } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';

export const countsPk = (tenant: TenantId, workflow: string): string => `${tenant}|counts|${workflow}`;

/** Prefix of all counters of a version. */
export const versionCounts = (version: number): string => `v${version}#`;

export const TOTAL = '*';

/** Over which counters are spread on AWS: who writes one item at once turns each other away. */
export const COUNT_SHARDS = 16;

/** Prefix of the items that hold all counters of a version: no step has an empty name. */
export const wholeCounts = (version: number): string => `${versionCounts(version)}#`;

/** All counters of a version, in a shard of them. */
export const wholeKey = (pk: string, version: number, shard: number): Key => ({
  pk,
  sk: `${wholeCounts(version)}${shard}`,
});

/** Shard 0 on one machine, where a counter is added to inside the commit; on AWS each batch of the feed takes one. */
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

/** The same counter in another shard. */
export const inShard = ({ pk, sk }: Key, shard: number): Key => ({
  pk,
  sk: `${sk.slice(0, sk.lastIndexOf('#'))}#${shard}`,
});
