/**
 * Publishing makes a version: compiled, its content frozen, its machine created, everything it needs written before the row
 * that says it exists. A version never changes; publishing the same definition again gives the same version.
 */
import type { Artifact, CompileOptions } from '../../../workflow-compiler/artifact.ts';
import { compile } from '../../../workflow-compiler/compile.ts';
import { CONTRACT } from '../../../workflow-compiler/cursor.ts';
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Deps } from '../../deps.ts';
import type { TenantId } from '../ids.ts';
import { prepareContent } from '../message/prepare.ts';
import { hex } from '../run/keys.ts';
import { capsToCheck } from '../tenant/tenant.ts';
import {
  machineText,
  programText,
  sourceText,
  stepText,
  versionKey,
  workflowKey,
  workflowPk,
} from './keys.ts';
import { machineName } from './machine.ts';
import { readVersion } from './pinned.ts';
import { type Found, readDraft, readWorkflow, workflowIndex } from './read.ts';
import { recordsOf } from './records.ts';
import type { VersionRow, WorkflowRow } from './row.ts';
import { putText } from './text.ts';

export type Published =
  | { readonly outcome: 'absent' }
  /** `name` differs from the draft's own name. */
  | { readonly outcome: 'misnamed'; readonly found: string }
  | { readonly outcome: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly outcome: 'published';
      readonly version: VersionRow;
      /** False when this definition was the latest version already. */
      readonly fresh: boolean;
      readonly diagnostics: readonly Diagnostic[];
    };

/** How the machine is cut; says nothing about what the workflow does. */
export type Shape = Pick<CompileOptions, 'granularity' | 'naive' | 'placement' | 'runsPerMonth'>;

/**
 * Publishes the draft as the next version; does not start it.
 *
 * @example const published = await publish(deps, tenant, 'welcome'); if (published.outcome === 'refused') show(published.diagnostics);
 */
export async function publish(
  deps: Deps,
  tenant: TenantId,
  name: string,
  shape: Shape = {},
): Promise<Published> {
  const draft = await readDraft(deps.store, tenant, name);
  if (draft === undefined) return { outcome: 'absent' };
  const compiled = compile(draft, { ...deps.settings, ...shape, ...(await capsToCheck(deps.store, tenant)) });
  if (!compiled.ok) return { outcome: 'refused', diagnostics: compiled.diagnostics };
  const { artifact } = compiled;
  if (artifact.definition.name !== name) return { outcome: 'misnamed', found: artifact.definition.name };
  const prepared = await prepareContent(artifact.content);
  const diagnostics = [...compiled.diagnostics, ...prepared.diagnostics];
  if (prepared.diagnostics.some(({ severity }) => severity === 'error'))
    return { outcome: 'refused', diagnostics };
  const hash = hashOf(artifact, shape);
  const found = await readWorkflow(deps.store, tenant, name);
  if (found === undefined) return { outcome: 'absent' };
  const latest = await readVersion(deps.store, tenant, name, found.row.latest);
  if (latest?.hash === hash) return { outcome: 'published', version: latest, fresh: false, diagnostics };
  const number = await reserve(deps, tenant, name);
  if (number === undefined) return { outcome: 'absent' };
  const version = await write(deps, tenant, number, hash, { ...artifact, content: prepared.content });
  return { outcome: 'published', version, fresh: true, diagnostics };
}

/** The same definition in another shape is another version: its machine differs. */
function hashOf({ definition, placement }: Artifact, { granularity, naive }: Shape): string {
  const plain = granularity !== 'segment' && naive !== true && placement === 'standard';
  return hex(canonical(plain ? definition : { definition, granularity, naive, placement }));
}

/** Takes a version number for itself, so that two publishers at once write different versions. */
async function reserve(deps: Deps, tenant: TenantId, name: string): Promise<number | undefined> {
  for (;;) {
    const found = await readWorkflow(deps.store, tenant, name);
    if (found === undefined) return undefined;
    const number = found.row.reserved + 1;
    if (await put(deps, tenant, found, { ...found.row, reserved: number })) return number;
  }
}

async function write(
  deps: Deps,
  tenant: TenantId,
  number: number,
  hash: string,
  artifact: Artifact,
): Promise<VersionRow> {
  const { store } = deps;
  const { steps: _steps, ...rules } = artifact.definition;
  const { name } = rules;
  const pk = workflowPk(tenant, name);
  const text = JSON.stringify(artifact.machine);
  const labels = { tenant, workflow: name };
  const machine = await deps.machines.create(
    machineName(tenant, name, number),
    text,
    artifact.placement,
    labels,
  );
  const { machine: asl, sourceMap } = artifact;
  await Promise.all([
    putText(store, pk, sourceText(number), JSON.stringify(artifact.definition)),
    putText(store, pk, machineText(number), JSON.stringify({ machine: asl, sourceMap })),
    ...(artifact.program === undefined
      ? []
      : [putText(store, pk, programText(number), JSON.stringify(artifact.program))]),
    ...Object.entries(artifact.content).map(([id, step]) =>
      putText(store, pk, stepText(number, id), JSON.stringify(step)),
    ),
  ]);
  const version: VersionRow = {
    workflow: name,
    version: number,
    machine,
    hash,
    definition: rules,
    routing: artifact.routing,
    records: recordsOf(artifact.definition),
    publishedAt: new Date(deps.clock.now()).toISOString(),
    contract: CONTRACT,
    placement: artifact.placement,
    ...(artifact.placementWhy === undefined ? {} : { placementWhy: artifact.placementWhy }),
    ...(artifact.start === undefined ? {} : { start: artifact.start }),
    ...(artifact.begins === undefined ? {} : { begins: artifact.begins }),
  };
  await store.write([{ do: 'put', key: versionKey(tenant, name, number), body: version, when: 'absent' }]);
  for (;;) {
    const found = await readWorkflow(store, tenant, name);
    if (found === undefined || found.row.latest >= number) return version;
    if (await put(deps, tenant, found, { ...found.row, latest: number })) return version;
  }
}

async function put(deps: Deps, tenant: TenantId, found: Found, row: WorkflowRow): Promise<boolean> {
  const { name } = row;
  const updatedAt = new Date(deps.clock.now()).toISOString();
  const written = await deps.store.write([
    {
      do: 'put',
      key: workflowKey(tenant, name),
      body: { ...row, updatedAt },
      index: workflowIndex(tenant, name),
      when: { rev: found.rev },
    },
  ]);
  return written.ok;
}

/** The same JSON whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.fromEntries(
      entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]),
    );
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
