/** Reads workflows: one, a tenant's list, a version with its texts. */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { IndexKeys, Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import {
  DRAFT,
  machineText,
  sourceText,
  VERSION,
  versionKey,
  workflowKey,
  workflowList,
  workflowPk,
} from './keys.ts';
import { asVersion, asWorkflow, type VersionRow, type WorkflowRow } from './row.ts';
import { readText } from './text.ts';

export type Found = { readonly row: WorkflowRow; readonly rev: number };
export type Paging = { readonly limit: number; readonly after?: string };

export const workflowIndex = (tenant: TenantId, name: string): IndexKeys => ({
  list: { pk: workflowList(tenant), sk: name },
});

/** With the revision, for conditional writes. */
export async function readWorkflow(store: Store, tenant: TenantId, name: string): Promise<Found | undefined> {
  const found = await readAny(store, tenant, name);
  return found?.row.removed === true ? undefined : found;
}

/** Also what is left of a removed one. */
export async function readAny(store: Store, tenant: TenantId, name: string): Promise<Found | undefined> {
  const item = await store.get(workflowKey(tenant, name));
  return item === undefined ? undefined : { row: asWorkflow(item), rev: item.rev };
}

/** The draft's text as its author wrote it. */
export const readDraft = (store: Store, tenant: TenantId, name: string): Promise<string | undefined> =>
  readText(store, workflowPk(tenant, name), DRAFT);

/** By name. */
export async function listWorkflows(
  store: Store,
  tenant: TenantId,
  page: Paging,
): Promise<{ readonly items: readonly WorkflowRow[]; readonly next?: string }> {
  const { items, next } = await store.queryIndex('list', workflowList(tenant), page);
  return { items: items.map(asWorkflow), ...(next === undefined ? {} : { next }) };
}

/** Newest first. */
export async function listVersions(
  store: Store,
  tenant: TenantId,
  name: string,
  page: Paging,
): Promise<{ readonly items: readonly VersionRow[]; readonly next?: string }> {
  const { items, next } = await store.query(workflowPk(tenant, name), {
    prefix: VERSION,
    reverse: true,
    ...page,
  });
  return { items: items.map(asVersion), ...(next === undefined ? {} : { next }) };
}

export type VersionDetails = {
  readonly row: VersionRow;
  /** The whole definition, steps included. */
  readonly definition: Json;
  readonly machine: Json;
  readonly sourceMap: Json;
};

/** A version with its definition, machine and source map; `undefined` when there is none. */
export async function readVersionDetails(
  store: Store,
  tenant: TenantId,
  name: string,
  version: number,
): Promise<VersionDetails | undefined> {
  const item = await store.get(versionKey(tenant, name, version));
  if (item === undefined) return undefined;
  const pk = workflowPk(tenant, name);
  const [definition, machine] = await Promise.all([
    readText(store, pk, sourceText(version)),
    readText(store, pk, machineText(version)),
  ]);
  const row = asVersion(item);
  const parsed = parseJson(machine);
  const { machine: asl = null, sourceMap = {} } =
    typeof parsed === 'object' && parsed !== null && 'machine' in parsed ? parsed : {};
  return { row, definition: parseJson(definition), machine: asl, sourceMap };
}

const parseJson = (text: string | undefined): Json => (text === undefined ? null : JSON.parse(text));
