/**
 * Reads what a version pinned at publish. It never changes, so it is kept in memory: per store, the most recent few
 * hundred versions' worth, dropped whole when full (reading again is cheap and rare).
 */
import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { Item, Key, Store } from '../../ports/store.ts';
import { contentKey, versionKey } from './keys.ts';
import type { VersionRow } from './row.ts';

const CAPACITY = 2000;
const caches = new WeakMap<Store, Map<string, Item>>();

async function pinned(store: Store, key: Key): Promise<Item | undefined> {
  let cache = caches.get(store);
  if (cache === undefined) {
    cache = new Map();
    caches.set(store, cache);
  }
  const name = `${key.pk}/${key.sk}`;
  const known = cache.get(name);
  if (known !== undefined) return known;
  const item = await store.get(key);
  if (item === undefined) return undefined;
  if (cache.size >= CAPACITY) cache.clear();
  cache.set(name, item);
  return item;
}

/** Items hold what `publish` put there and nothing else writes these keys: the one place that takes it on trust. */
export const asVersion = (item: Item): VersionRow => item.body as unknown as VersionRow;
const asStep = (item: Item): Step => item.body as unknown as Step;

/** `undefined` when no such version was published. */
export async function readVersion(
  store: Store,
  tenant: string,
  workflow: string,
  version: number,
): Promise<VersionRow | undefined> {
  const item = await pinned(store, versionKey(tenant, workflow, version));
  return item === undefined ? undefined : asVersion(item);
}

/** A step as it was published, MJML already compiled. `undefined` when the version has no such step. */
export async function readStep(
  store: Store,
  tenant: string,
  workflow: string,
  version: number,
  step: string,
): Promise<Step | undefined> {
  const item = await pinned(store, contentKey(tenant, workflow, version, step));
  return item === undefined ? undefined : asStep(item);
}
