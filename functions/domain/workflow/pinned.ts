/**
 * Reads what a version pinned at publish. It never changes, so it is kept in memory: per store, and dropped whole when
 * there is too much of it (reading again is cheap and rare).
 */

import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { Program } from '../../../workflow-compiler/program.ts';
import type { Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { programText, stepText, versionKey, workflowPk } from './keys.ts';
import { asVersion, type VersionRow } from './row.ts';
import { readText } from './text.ts';

type Pinned = {
  readonly versions: Map<string, VersionRow>;
  readonly steps: Map<string, Step>;
  readonly programs: Map<string, Program>;
};

const CAPACITY = 2000;
const caches = new WeakMap<Store, Pinned>();

/** `undefined` when no such version was published. */
export async function readVersion(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version: number,
): Promise<VersionRow | undefined> {
  const key = versionKey(tenant, workflow, version);
  const found = await kept(cacheOf(store).versions, `${key.pk}/${key.sk}`, async () => {
    const item = await store.get(key);
    return item === undefined ? undefined : asVersion(item);
  });
  return found;
}

/** A step as it was published, MJML already compiled. `undefined` when the version has no such step. */
export async function readStep(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version: number,
  step: string,
): Promise<Step | undefined> {
  const { steps } = cacheOf(store);
  return textOf(store, steps, workflowPk(tenant, workflow), stepText(version, step), parseStep);
}

/** What the version's segments do. `undefined` when it was published in single steps. */
export async function readProgram(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version: number,
): Promise<Program | undefined> {
  const { programs } = cacheOf(store);
  return textOf(store, programs, workflowPk(tenant, workflow), programText(version), parseProgram);
}

const textOf = <T>(
  store: Store,
  cache: Map<string, T>,
  pk: string,
  name: string,
  parse: (text: string) => T,
): Promise<T | undefined> =>
  kept(cache, `${pk}/${name}`, async () => {
    const text = await readText(store, pk, name);
    return text === undefined ? undefined : parse(text);
  });

/** `publish` alone writes these texts, from steps that the compiler accepted: taken on trust here. */
const parseProgram = (text: string): Program => JSON.parse(text) as Program;
const parseStep = (text: string): Step => JSON.parse(text) as Step;

function cacheOf(store: Store): Pinned {
  const known = caches.get(store);
  if (known !== undefined) return known;
  const fresh: Pinned = { versions: new Map(), steps: new Map(), programs: new Map() };
  caches.set(store, fresh);
  return fresh;
}

async function kept<T>(
  cache: Map<string, T>,
  name: string,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const found = await read();
  if (found === undefined) return undefined;
  if (cache.size >= CAPACITY) cache.clear();
  cache.set(name, found);
  return found;
}
