/**
 * The worker of `/v1/simulations`: one job at a time, oldest first, in a thread beside the product. What it is at is in the
 * store, so after a kill the next start begins the interrupted one again.
 */
import type { Deps } from '../../../functions/deps.ts';
import { prepareContent } from '../../../functions/domain/message/prepare.ts';
import { reportOf, type SimulationReport } from '../../../functions/domain/simulation/report.ts';
import type { Playable } from '../../../functions/domain/simulation/stage.ts';
import {
  nextOpenSimulation,
  putReport,
  readOrder,
  removeSimulation,
  type SimulationJob,
  saveSimulation,
} from '../../../functions/domain/simulation-job/job.ts';
import { readTenant } from '../../../functions/domain/tenant/tenant.ts';
import { compile } from '../../../workflow-compiler/compile.ts';
import { openWorker, type Worker } from '../worker.ts';
import { type Order, stageOf } from './order.ts';
import { piecesOf, runPool } from './pool.ts';

type Needs = Pick<Deps, 'store' | 'clock' | 'log' | 'settings'>;

/** Progress is written at most this often, in milliseconds of the process's own clock. */
const TELL_MS = 500;

export const openSimulator = (deps: Needs): Worker =>
  openWorker({
    next: () => nextOpenSimulation(deps.store),
    run: (job, closing) => runJob(deps, job, closing),
    failed: (error, closing) => {
      if (closing.aborted) return;
      deps.log.error('a simulation stopped and will be tried again', { error: String(error) });
    },
  });

async function runJob(deps: Needs, job: SimulationJob, closing: AbortSignal): Promise<void> {
  const { store, clock } = deps;
  const removed = new AbortController();
  let told = performance.now();
  let telling: Promise<unknown> = Promise.resolve();
  const progress = (simulated: number): void => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    telling = telling.then(async () => {
      if (!(await saveSimulation(store, { ...job, simulated }))) removed.abort();
    });
  };
  const ended = (): string => new Date(clock.now()).toISOString();
  try {
    const signal = AbortSignal.any([closing, removed.signal]);
    const report = await simulated(deps, job, { progress, signal });
    await telling;
    await putReport(store, job, report);
    const done: SimulationJob = { ...job, state: 'done', simulated: job.contacts, endedAt: ended() };
    // Removed at the last moment: its report goes, too.
    if (!(await saveSimulation(store, done))) await removeSimulation(store, job.tenant, job.id);
  } catch (error) {
    await telling;
    if (closing.aborted) throw error;
    if (removed.signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    deps.log.error('a simulation failed', { tenant: job.tenant, simulation: job.id, error: reason });
    await saveSimulation(store, { ...job, state: 'failed', reason, endedAt: ended() });
  }
}

async function simulated(
  deps: Needs,
  job: SimulationJob,
  watching: { readonly progress: (simulated: number) => void; readonly signal: AbortSignal },
): Promise<SimulationReport> {
  const asked = await readOrder(deps.store, job);
  if (asked === undefined) throw new Error('what was asked for is gone');
  const artifacts: Playable[] = [];
  for (const text of asked.definitions) {
    const compiled = compile(text, deps.settings);
    if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.detail ?? 'a definition is invalid');
    const { artifact } = compiled;
    const content = asked.render ? (await prepareContent(artifact.content)).content : artifact.content;
    const { definition, machine, routing } = artifact;
    artifacts.push({ definition, machine, routing, content });
  }
  const tenant = await readTenant(deps.store, job.tenant);
  const zone = tenant?.zone ?? 'UTC';
  const from = tenant?.from === undefined ? {} : { from: tenant.from };
  const household = { id: job.tenant, name: tenant?.name ?? job.tenant, zone, ...from };
  const order: Order = { artifacts, household, setting: asked.setting, render: asked.render };
  const tally = await runPool(order, piecesOf(job.contacts, 500), { workers: 1, ...watching });
  const { contacts, start, days, seed } = job;
  return reportOf(stageOf(order), tally, { contacts, start, days, seed, zone });
}
