/**
 * A simulation as a job: what was asked, how far it is, its report. The home's worker takes open jobs in their order; one that
 * was interrupted is begun again, which gives the same report.
 */
import type { CompileOptions } from '../../../workflow-compiler/artifact.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { IndexKeys, Item, Key, Store } from '../../ports/store.ts';
import { clear } from '../clear.ts';
import type { TenantId } from '../ids.ts';
import type { Period } from '../recording/export.ts';
import type { BacktestReport } from '../simulation/backtest/report.ts';
import type { TestsReport } from '../simulation/rehearsal/outcome.ts';
import type { SimulationReport } from '../simulation/report.ts';
import type { Setting } from '../simulation/simulate.ts';
import { putText, readText } from '../workflow/text.ts';

export type SimulationJob = {
  readonly id: string;
  readonly tenant: TenantId;
  readonly kind: SimulationKind;
  /** Names of the workflows; of a forecast the first is the one that contacts enter, of a backtest the old version's. */
  readonly workflows: readonly string[];
  /** Contacts, or tests; of a backtest not known before it begins. */
  readonly contacts?: number;
  /** Of a forecast. */
  readonly days?: number;
  readonly seed?: number;
  /** When it begins, and of a backtest when it ends. */
  readonly start?: string;
  readonly end?: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Contacts simulated, or tests played, so far. */
  readonly simulated: number;
  readonly reason?: string;
  readonly createdAt: string;
  readonly endedAt?: string;
};

export type SimulationKind = 'forecast' | 'backtest' | 'tests';

/** What the worker needs beside the job: definitions as they were when it was asked for. */
export type SimulationOrder = { readonly definitions: readonly string[] } & (
  | {
      readonly kind: 'forecast';
      readonly setting: Setting;
      readonly render: boolean;
      readonly shape?: Pick<CompileOptions, 'granularity' | 'placement'>;
    }
  /** Two definitions; at most `list` contacts are told one by one. */
  | { readonly kind: 'backtest'; readonly period: Period; readonly list: number }
  | { readonly kind: 'tests'; readonly tests: string }
);

/** What came of it, by kind. */
export type JobReport = SimulationReport | BacktestReport | TestsReport;

/** One partition for all tenants: simulations under way are few. */
const OPEN = 'simulations|open';
const ORDER = 'order';
const REPORT = 'report';

const pkOf = (tenant: TenantId, id: string): string => `${tenant}|simulation|${id}`;
const jobKey = (tenant: TenantId, id: string): Key => ({ pk: pkOf(tenant, id), sk: 'job' });
const listPk = (tenant: TenantId): string => `${tenant}|simulations`;

function indexOf({ tenant, id, createdAt, state }: SimulationJob): IndexKeys {
  const list = { pk: listPk(tenant), sk: `${createdAt}#${id}` };
  return state === 'running' ? { list, flow: { pk: OPEN, sk: `${createdAt}#${tenant}#${id}` } } : { list };
}

/** Only this file writes these items and texts: taken on trust here. What was asked before there were kinds is a forecast. */
const asJob = ({ body }: Item): SimulationJob => ({
  kind: 'forecast',
  ...(body as unknown as Omit<SimulationJob, 'kind'>),
});
const asOrder = (text: string): SimulationOrder => ({ kind: 'forecast', ...JSON.parse(text) });
const asReport = (text: string): JobReport => JSON.parse(text) as JobReport;

/** The order first: a job that is seen can be done. */
export async function putSimulation(store: Store, job: SimulationJob, order: SimulationOrder): Promise<void> {
  await putText(store, pkOf(job.tenant, job.id), ORDER, JSON.stringify(order));
  await store.write([{ do: 'put', key: jobKey(job.tenant, job.id), body: asJson(job), index: indexOf(job) }]);
}

/** `false`: the job was removed meanwhile. */
export async function saveSimulation(store: Store, job: SimulationJob): Promise<boolean> {
  const { tenant, id } = job;
  const key = jobKey(tenant, id);
  const written = await store.write([
    { do: 'put', key, body: asJson(job), index: indexOf(job), when: 'present' },
  ]);
  return written.ok;
}

export function putReport(store: Store, { tenant, id }: SimulationJob, report: JobReport): Promise<void> {
  return putText(store, pkOf(tenant, id), REPORT, JSON.stringify(report));
}

export async function readReportOf(
  store: Store,
  { tenant, id }: SimulationJob,
): Promise<JobReport | undefined> {
  const text = await readText(store, pkOf(tenant, id), REPORT);
  return text === undefined ? undefined : asReport(text);
}

export async function readOrder(
  store: Store,
  { tenant, id }: SimulationJob,
): Promise<SimulationOrder | undefined> {
  const text = await readText(store, pkOf(tenant, id), ORDER);
  return text === undefined ? undefined : asOrder(text);
}

/** `undefined` when the tenant has no such simulation. */
export async function readSimulation(
  store: Store,
  tenant: TenantId,
  id: string,
): Promise<SimulationJob | undefined> {
  const item = await store.get(jobKey(tenant, id));
  return item === undefined ? undefined : asJob(item);
}

/** Newest first. */
export async function listSimulations(
  store: Store,
  tenant: TenantId,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly items: readonly SimulationJob[]; readonly next?: string }> {
  const { items, next } = await store.queryIndex('list', listPk(tenant), { reverse: true, ...page });
  return next === undefined ? { items: items.map(asJob) } : { items: items.map(asJob), next };
}

/** The oldest job that is not at its end. */
export async function nextOpenSimulation(store: Store): Promise<SimulationJob | undefined> {
  const { items } = await store.queryIndex('flow', OPEN, { limit: 1 });
  return items[0] === undefined ? undefined : asJob(items[0]);
}

/** Removes a simulation with its texts; one that is under way stops at its next look. `false`: there is none. */
export async function removeSimulation(store: Store, tenant: TenantId, id: string): Promise<boolean> {
  const gone = await store.write([{ do: 'delete', key: jobKey(tenant, id), when: 'present' }]);
  await clear(store, pkOf(tenant, id));
  return gone.ok;
}

const asJson = (job: SimulationJob): Json => ({ ...job, workflows: [...job.workflows] });
