/** What is done for a job of `/v1/simulations`, by its kind: a forecast, a backtest over what the product recorded, or workflow tests. */
import type { Deps } from '../../../functions/deps.ts';
import { everyCard } from '../../../functions/domain/contact/find.ts';
import { prepareContent } from '../../../functions/domain/message/prepare.ts';
import { recordContacts } from '../../../functions/domain/recording/export.ts';
import type { BacktestOrder } from '../../../functions/domain/simulation/backtest/backtest.ts';
import type { Difference } from '../../../functions/domain/simulation/backtest/compare.ts';
import { backtestReport } from '../../../functions/domain/simulation/backtest/report.ts';
import {
  momentsOf,
  type TestOutcome,
  testsReport,
} from '../../../functions/domain/simulation/rehearsal/outcome.ts';
import { readTests } from '../../../functions/domain/simulation/rehearsal/read-tests.ts';
import { reportOf } from '../../../functions/domain/simulation/report.ts';
import type { Household, Playable } from '../../../functions/domain/simulation/stage.ts';
import {
  type JobReport,
  readOrder,
  type SimulationJob,
  type SimulationOrder,
} from '../../../functions/domain/simulation-job/job.ts';
import { readTenant } from '../../../functions/domain/tenant/tenant.ts';
import { compile } from '../../../workflow-compiler/compile.ts';
import { type Order, stageOf, type TestsOrder } from './order.ts';
import { type PoolOptions, piecesOf, runPool } from './pool.ts';
import { keeping, recordedPieces } from './recording.ts';

type Needs = Pick<Deps, 'store' | 'settings'>;

export type Watching = {
  readonly progress: (simulated: number) => void;
  /** Told how much there is to do, where the job did not say. */
  readonly counted: (contacts: number) => void;
  readonly signal: AbortSignal;
};

type OrderOf<K extends SimulationOrder['kind']> = Extract<SimulationOrder, { readonly kind: K }>;

/** Throws what cannot be done, in words for whoever asked. */
export async function doJob(deps: Needs, job: SimulationJob, watching: Watching): Promise<JobReport> {
  const asked = await readOrder(deps.store, job);
  if (asked === undefined) throw new Error('what was asked for is gone');
  const household = await householdOf(deps, job);
  const options: PoolOptions = { workers: 1, progress: watching.progress, signal: watching.signal };
  switch (asked.kind) {
    case 'forecast':
      return forecast(deps, job, asked, household, options);
    case 'backtest':
      return backtest(deps, job, asked, household, { ...options, counted: watching.counted });
    case 'tests':
      return tests(deps, job, asked, household, options);
  }
}

async function householdOf({ store }: Needs, { tenant }: SimulationJob): Promise<Household> {
  const found = await readTenant(store, tenant);
  const from = found?.from === undefined ? {} : { from: found.from };
  const spread = found?.spreadSeconds === undefined ? {} : { spreadSeconds: found.spreadSeconds };
  const caps = found?.caps === undefined ? {} : { caps: found.caps };
  return { id: tenant, name: found?.name ?? tenant, zone: found?.zone ?? 'UTC', ...from, ...spread, ...caps };
}

async function playable(
  { settings }: Needs,
  text: string,
  render: boolean,
  shape: OrderOf<'forecast'>['shape'] = {},
): Promise<Playable> {
  const compiled = compile(text, { ...settings, ...shape });
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.detail ?? 'a definition is invalid');
  const { artifact } = compiled;
  const content = render ? (await prepareContent(artifact.content)).content : artifact.content;
  const { definition, machine, routing, placement, program, start } = artifact;
  return {
    definition,
    machine,
    routing,
    content,
    placement,
    ...(program === undefined ? {} : { program }),
    ...(start === undefined ? {} : { start }),
  };
}

async function forecast(
  deps: Needs,
  { contacts = 0, days = 0, seed = 0, start = '' }: SimulationJob,
  { definitions, setting, render, shape }: OrderOf<'forecast'>,
  household: Household,
  options: PoolOptions,
): Promise<JobReport> {
  const artifacts = await Promise.all(definitions.map((text) => playable(deps, text, render, shape)));
  const order: Order = { artifacts, household, setting, render };
  const tally = await runPool(order, piecesOf(contacts, 500), options);
  return reportOf(stageOf(order), tally, { contacts, start, days, seed, zone: household.zone });
}

async function backtest(
  deps: Needs,
  { tenant }: SimulationJob,
  { definitions, period, list }: OrderOf<'backtest'>,
  household: Household,
  { counted, ...options }: PoolOptions & Pick<Watching, 'counted'>,
): Promise<JobReport> {
  const [old = '', next = ''] = definitions;
  const order: BacktestOrder = {
    old: await playable(deps, old, false),
    new: await playable(deps, next, false),
    household,
    start: Date.parse(period.from),
    end: Date.parse(period.to),
  };
  counted(await contactsBefore(deps, tenant, period.to, options.signal));
  const differences: Difference[] = [];
  const pieces = recordedPieces(recordContacts(deps.store, tenant, period));
  const tally = await runPool(order, pieces, { ...options, found: keeping(differences, list) });
  return backtestReport(order, tally, differences);
}

/** Pages alone, since nothing counts contacts; what is played is read again. */
async function contactsBefore(
  { store }: Needs,
  tenant: SimulationJob['tenant'],
  to: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  let count = 0;
  for await (const { createdAt } of everyCard(store, tenant)) {
    signal?.throwIfAborted();
    if (createdAt < to) count += 1;
  }
  return count;
}

async function tests(
  deps: Needs,
  { workflows }: SimulationJob,
  { definitions, tests: text }: OrderOf<'tests'>,
  household: Household,
  options: PoolOptions,
): Promise<JobReport> {
  const read = readTests(text, workflows);
  if (!read.ok) throw new Error(read.problems.join('; '));
  const moments = momentsOf(read.file);
  if (moments === undefined) throw new Error('the `zone` or `start` of the tests cannot be read');
  const { caps } = read.file;
  const artifacts = await Promise.all(definitions.map((one) => playable(deps, one, true)));
  const order: TestsOrder = {
    artifacts,
    household: { ...household, zone: moments.zone, ...(caps === undefined ? {} : { caps }) },
    file: read.file,
    moments,
  };
  const outcomes: TestOutcome[] = [];
  await runPool(order, piecesOf(read.file.tests.length, 1), {
    ...options,
    found: (some) => {
      for (const one of some) if ('outcome' in one) outcomes.push(one.outcome);
    },
  });
  return testsReport(outcomes);
}
