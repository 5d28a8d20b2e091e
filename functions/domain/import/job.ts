/**
 * An import as a job: what was asked, where its file is, and how far it is. The job is written once and once more when it
 * ends; progress is an item of its own that `importRows` writes. Jobs that are not at their end stand in an index of their
 * own, which is where the worker looks after a start.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { IndexKeys, Item, Key, Store } from '../../ports/store.ts';
import { isTenantId, type TenantId } from '../ids.ts';
import { importKey } from '../keys.ts';
import type { Mapping } from './heading.ts';
import type { RowOptions } from './person.ts';
import { type ImportProgress, readProgress } from './progress.ts';

export type ImportJob = {
  readonly id: string;
  readonly tenant: TenantId;
  /** What people call it, such as the name of the file. */
  readonly name?: string;
  /** In the files port. */
  readonly file: string;
  readonly format: 'csv' | 'ndjson';
  readonly options: RowOptions & { readonly mapping?: Mapping };
  readonly totalBytes: number;
  readonly createdAt: string;
  readonly endedAt?: string;
};

export type ImportStatus = { readonly job: ImportJob; readonly progress: ImportProgress };

/** One partition for all tenants: imports under way are few. */
const OPEN = 'imports|open';

const jobKey = (tenant: TenantId, id: string): Key => ({ pk: importKey(tenant, id).pk, sk: 'job' });
const listPk = (tenant: TenantId): string => `${tenant}|imports`;

function indexOf({ tenant, id, createdAt, endedAt }: ImportJob): IndexKeys {
  const list = { pk: listPk(tenant), sk: `${createdAt}#${id}` };
  return endedAt === undefined ? { list, flow: { pk: OPEN, sk: `${createdAt}#${tenant}#${id}` } } : { list };
}

export async function putJob(store: Store, job: ImportJob): Promise<void> {
  await store.write([{ do: 'put', key: jobKey(job.tenant, job.id), body: asJson(job), index: indexOf(job) }]);
}

/** `undefined` when the tenant has no such import. */
export async function readImport(
  store: Store,
  tenant: TenantId,
  id: string,
): Promise<ImportStatus | undefined> {
  const item = await store.get(jobKey(tenant, id));
  return item === undefined ? undefined : withProgress(store, jobOf(item));
}

/** Newest first. */
export async function listImports(
  store: Store,
  tenant: TenantId,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly items: readonly ImportStatus[]; readonly next?: string }> {
  const { items, next } = await store.queryIndex('list', listPk(tenant), { reverse: true, ...page });
  const imports = await Promise.all(items.map((item) => withProgress(store, jobOf(item))));
  return next === undefined ? { items: imports } : { items: imports, next };
}

/** Jobs that are not at their end, oldest first, at most so many. */
export async function openJobs(store: Store, limit: number): Promise<readonly ImportJob[]> {
  const { items } = await store.queryIndex('flow', OPEN, { limit });
  return items.map(jobOf);
}

/** The oldest job that is not at its end. */
export async function nextOpenJob(store: Store): Promise<ImportJob | undefined> {
  return (await openJobs(store, 1))[0];
}

async function withProgress(store: Store, job: ImportJob): Promise<ImportStatus> {
  const { progress } = await readProgress(store, job.tenant, job.id);
  return { job, progress };
}

function asJson({ options, ...job }: ImportJob): Json {
  return { ...job, options: JSON.parse(JSON.stringify(options)) };
}

/** Only `putJob` writes these items; the options come back as the API checked them. */
function jobOf({ pk, body }: Item): ImportJob {
  const tenant = pk.split('|')[0] ?? '';
  if (!isJsonObject(body) || !isTenantId(tenant)) throw new TypeError(`\`${pk}\` holds no import`);
  const text = (name: string): string => String(body[name] ?? '');
  return {
    id: text('id'),
    tenant,
    ...(typeof body.name === 'string' ? { name: body.name } : {}),
    file: text('file'),
    format: body.format === 'ndjson' ? 'ndjson' : 'csv',
    options: optionsOf(isJsonObject(body.options) ? body.options : {}),
    totalBytes: Number(body.totalBytes),
    createdAt: text('createdAt'),
    ...(typeof body.endedAt === 'string' ? { endedAt: body.endedAt } : {}),
  };
}

const CHANNELS = ['email', 'sms', 'push', 'whatsapp'] as const;

function optionsOf({
  list,
  tag,
  consent,
  consentSource,
  country,
  mapping,
}: JsonObject): ImportJob['options'] {
  const states = isJsonObject(consent) ? consent : {};
  const consents = CHANNELS.flatMap((channel) => {
    const state = states[channel];
    return state === 'in' || state === 'out' ? [[channel, state] as const] : [];
  });
  const names = isJsonObject(mapping)
    ? Object.entries(mapping).map(([from, to]) => [from, String(to)] as const)
    : [];
  return {
    ...(typeof list === 'string' ? { list } : {}),
    ...(typeof tag === 'string' ? { tag } : {}),
    ...(consents.length === 0 ? {} : { consent: Object.fromEntries(consents) }),
    ...(typeof consentSource === 'string' ? { consentSource } : {}),
    ...(typeof country === 'string' ? { country } : {}),
    ...(names.length === 0 ? {} : { mapping: Object.fromEntries(names) }),
  };
}
