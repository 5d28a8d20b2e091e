/** Where counters stand: one partition per workflow; one item per version, step (`*`: the whole) and shard. */
import type { Key } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';

export const countsPk = (tenant: TenantId, workflow: string): string => `${tenant}|counts|${workflow}`;

/** Prefix of all counters of a version. */
export const versionCounts = (version: number): string => `v${version}#`;

export const TOTAL = '*';

/** Over which a counter is spread on AWS: transactions that add to one item at once turn each other away. */
export const COUNT_SHARDS = 16;

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
