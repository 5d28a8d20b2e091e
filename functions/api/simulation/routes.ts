/** Simulations, backtests and workflow tests: asked for, done in the background by the product's home, read when they are done. */
import Type, { type Static } from 'typebox';
import { compile } from '../../../workflow-compiler/compile.ts';
import type { TenantId } from '../../domain/ids.ts';
import { momentsOf } from '../../domain/simulation/rehearsal/outcome.ts';
import { readTests } from '../../domain/simulation/rehearsal/read-tests.ts';
import {
  listSimulations,
  putSimulation,
  readReportOf,
  readSimulation,
  removeSimulation,
  type SimulationJob,
  type SimulationOrder,
} from '../../domain/simulation-job/job.ts';
import { readTenant } from '../../domain/tenant/tenant.ts';
import { parseIn } from '../../domain/time/local.ts';
import { readDraft, readVersionDetails } from '../../domain/workflow/read.ts';
import type { ApiDeps } from '../deps.ts';
import { periodOf } from '../event/export.ts';
import { invalid, notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Nothing } from '../schema.ts';
import { unpublishable } from '../workflow/routes.ts';
import { BacktestReport, SimulationReport, TestsReport } from './report.ts';
import { BacktestAsked, Simulation, SimulationAsked, TestsAsked } from './schema.ts';

const START = '2026-01-05';
const byId = Type.Object({ id: Type.String() });

export const simulationRoutes = [
  route({
    method: 'POST',
    path: '/v1/simulations',
    tag: 'Simulations',
    summary: 'Try workflows on made-up contacts, in virtual time',
    description:
      'Nothing is sent and no contact is touched. The answer comes at once; the simulation goes on in the background. ' +
      'The same seed gives the same report.',
    role: 'editor',
    body: SimulationAsked,
    response: Simulation,
    statuses: [202],
    handle: async ({ deps, tenant, body }) => {
      const start = await startOf(deps, tenant, body.start ?? START);
      const found = await definitionsOf(deps, tenant, body.workflows, '/workflows');
      const { contacts = 10_000, days = 30, seed = 1, profile = {}, render = false } = body;
      const { granularity, placement } = body;
      const shape = {
        ...(granularity === undefined ? {} : { granularity }),
        ...(placement === undefined ? {} : { placement }),
      };
      const order: SimulationOrder = {
        kind: 'forecast',
        shape,
        definitions: found.map(({ text }) => text),
        setting: { seed, start, days, profile },
        render,
      };
      return begin(deps, tenant, found, order, {
        contacts,
        days,
        seed,
        start: new Date(start).toISOString(),
      });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/simulations/backtests',
    tag: 'Simulations',
    summary: 'Play what really happened through two versions of a workflow',
    description:
      'Contacts and events are those of this product, as `GET /v1/events.ndjson` tells them. The report lists contacts whose messages would differ.',
    role: 'editor',
    body: BacktestAsked,
    response: Simulation,
    statuses: [202],
    handle: async ({ deps, tenant, body }) => {
      const household = await readTenant(deps.store, tenant);
      const period = periodOf(body, household?.zone ?? 'UTC', deps.clock.now(), '');
      const [old] = await definitionsOf(deps, tenant, [body.old], '/old');
      const [next] = await definitionsOf(deps, tenant, [body.new], '/new');
      const found = [old, next].filter((one) => one !== undefined);
      const definitions = found.map(({ text }) => text);
      const order: SimulationOrder = { kind: 'backtest', definitions, period, list: body.list ?? 1000 };
      return begin(deps, tenant, found, order, { start: period.from, end: period.to });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/simulations/tests',
    tag: 'Simulations',
    summary: 'Play workflow tests',
    description: 'Tests as `sojourn test` plays them; the report has a diff for each that fails.',
    role: 'editor',
    body: TestsAsked,
    response: Simulation,
    statuses: [202],
    handle: async ({ deps, tenant, body }) => {
      const found = await definitionsOf(deps, tenant, body.workflows, '/workflows');
      const tests = typeof body.tests === 'string' ? body.tests : JSON.stringify(body.tests);
      const read = readTests(
        tests,
        found.map(({ name }) => name),
      );
      const unread = read.ok && momentsOf(read.file) === undefined;
      const problems = read.ok ? ['its `zone` or `start` cannot be read'] : read.problems;
      if (!read.ok || unread) {
        throw new Problem('invalid-request', `The tests cannot be read: ${problems.join('; ')}.`, {
          errors: problems.map((detail) => ({ at: '/tests', detail })),
        });
      }
      const definitions = found.map(({ text }) => text);
      const order: SimulationOrder = { kind: 'tests', definitions, tests };
      return begin(deps, tenant, found, order, { contacts: read.file.tests.length });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/simulations',
    tag: 'Simulations',
    summary: 'Simulations, newest first',
    role: 'viewer',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Simulation),
    handle: async ({ deps, tenant, query }) => {
      const { items, next } = await listSimulations(deps.store, tenant, pagingOf(query));
      return { body: next === undefined ? { items: items.map(shown) } : { items: items.map(shown), next } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/simulations/{id}',
    tag: 'Simulations',
    summary: 'How far a simulation is, and its report once it is done',
    role: 'viewer',
    params: byId,
    response: Type.Interface([Simulation], {
      report: Type.Optional(Type.Union([SimulationReport, BacktestReport, TestsReport])),
    }),
    handle: async ({ deps, tenant, params }) => {
      const job = await readSimulation(deps.store, tenant, params.id);
      if (job === undefined) throw notFound('simulation of that id');
      const report = job.state === 'done' ? await readReportOf(deps.store, job) : undefined;
      return { body: { ...shown(job), ...(report === undefined ? {} : { report }) } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/simulations/{id}',
    tag: 'Simulations',
    summary: 'Remove a simulation; one that is under way stops',
    role: 'editor',
    params: byId,
    response: Nothing,
    statuses: [204],
    handle: async ({ deps, tenant, params }) => {
      if (!(await removeSimulation(deps.store, tenant, params.id))) throw notFound('simulation of that id');
      return { body: {} };
    },
  }),
];

type Asked = Static<typeof SimulationAsked>['workflows'][number];
type Found = { readonly name: string; readonly text: string };

async function startOf(deps: ApiDeps, tenant: TenantId, date: string): Promise<number> {
  const household = await readTenant(deps.store, tenant);
  const start = parseIn(household?.zone ?? 'UTC', `${date}T00:00`);
  if (start === undefined) throw invalid('/start', `\`${date}\` is no day of the calendar.`);
  return start;
}

async function begin(
  deps: ApiDeps,
  tenant: TenantId,
  found: readonly Found[],
  order: SimulationOrder,
  what: Pick<SimulationJob, 'contacts' | 'days' | 'seed' | 'start' | 'end'>,
) {
  if (deps.wakeSimulator === undefined) {
    const command = { forecast: 'simulate', backtest: 'backtest', tests: 'test' }[order.kind];
    throw new Problem('unavailable', `Nothing simulates here; use \`sojourn ${command}\`.`);
  }
  const job: SimulationJob = {
    id: `s${deps.ids.random()}`,
    tenant,
    kind: order.kind,
    workflows: found.map(({ name }) => name),
    ...what,
    state: 'running',
    simulated: 0,
    createdAt: new Date(deps.clock.now()).toISOString(),
  };
  await putSimulation(deps.store, job, order);
  deps.wakeSimulator();
  return { status: 202, body: shown(job) };
}

/** The texts that are simulated, checked now so that mistakes are told to who made them. `at`: where in the body they are asked for. */
async function definitionsOf(
  deps: ApiDeps,
  tenant: TenantId,
  asked: readonly Asked[],
  at: string,
): Promise<readonly Found[]> {
  const single = at !== '/workflows';
  const found = await Promise.all(
    asked.map((one, index) => definitionOf(deps, tenant, one, single ? at : `${at}/${index}`)),
  );
  const names = found.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return found;
  throw invalid('/workflows', `has two workflows of the name \`${twice}\`.`);
}

async function definitionOf(deps: ApiDeps, tenant: TenantId, asked: Asked, at: string): Promise<Found> {
  const text = await textOf(deps, tenant, asked);
  if (text === undefined) throw invalid(at, 'names no draft or version.');
  const compiled = compile(text, deps.settings);
  if (!compiled.ok) throw unpublishable(compiled.diagnostics);
  return { name: compiled.artifact.definition.name, text };
}

async function textOf(deps: ApiDeps, tenant: TenantId, asked: Asked): Promise<string | undefined> {
  if ('definition' in asked) {
    return typeof asked.definition === 'string' ? asked.definition : JSON.stringify(asked.definition);
  }
  const { name, version } = asked;
  if (version === undefined) return readDraft(deps.store, tenant, name);
  const details = await readVersionDetails(deps.store, tenant, name, version);
  return details === undefined ? undefined : JSON.stringify(details.definition);
}

function shown({ tenant: _tenant, ...job }: SimulationJob) {
  const { simulated, contacts = 0, state, workflows } = job;
  const percent = state === 'done' ? 100 : contacts === 0 ? 0 : Math.floor((simulated / contacts) * 100);
  return { ...job, workflows: [...workflows], percent };
}
