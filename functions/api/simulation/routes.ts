/** Simulations: asked for, done in the background by the product's home, read when they are done. */
import Type, { type Static } from 'typebox';
import { compile } from '../../../workflow-compiler/compile.ts';
import type { TenantId } from '../../domain/ids.ts';
import {
  listSimulations,
  putSimulation,
  readReportOf,
  readSimulation,
  removeSimulation,
  type SimulationJob,
} from '../../domain/simulation-job/job.ts';
import { readTenant } from '../../domain/tenant/tenant.ts';
import { parseIn } from '../../domain/time/local.ts';
import { readDraft, readVersionDetails } from '../../domain/workflow/read.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Nothing } from '../schema.ts';
import { unpublishable } from '../workflow/routes.ts';
import { Simulation, SimulationAsked, SimulationReport } from './schema.ts';

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
      if (deps.wakeSimulator === undefined) {
        throw new Problem('unavailable', 'Nothing simulates here; use `sojourn simulate`.');
      }
      const household = await readTenant(deps.store, tenant);
      const start = parseIn(household?.zone ?? 'UTC', `${body.start ?? START}T00:00`);
      if (start === undefined)
        throw new Problem('invalid-request', `\`${body.start}\` is no day of the calendar.`);
      const found = await Promise.all(body.workflows.map((one, at) => definitionOf(deps, tenant, one, at)));
      const names = found.map(({ name }) => name);
      const twice = names.find((name, at) => names.indexOf(name) !== at);
      if (twice !== undefined) {
        throw new Problem('invalid-request', `There are two workflows of the name \`${twice}\`.`);
      }
      const { contacts = 10_000, days = 30, seed = 1, profile = {}, render = false } = body;
      const job: SimulationJob = {
        id: `s${deps.ids.random()}`,
        tenant,
        workflows: names,
        contacts,
        days,
        seed,
        start: new Date(start).toISOString(),
        state: 'running',
        simulated: 0,
        createdAt: new Date(deps.clock.now()).toISOString(),
      };
      const definitions = found.map(({ text }) => text);
      await putSimulation(deps.store, job, { definitions, setting: { seed, start, days, profile }, render });
      deps.wakeSimulator();
      return { status: 202, body: shown(job) };
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
    response: Type.Interface([Simulation], { report: Type.Optional(SimulationReport) }),
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

/** The text that is simulated, checked now so that mistakes are told to who made them. */
async function definitionOf(
  deps: ApiDeps,
  tenant: TenantId,
  asked: Asked,
  at: number,
): Promise<{ readonly name: string; readonly text: string }> {
  const text = await textOf(deps, tenant, asked);
  if (text === undefined) {
    const detail = 'names no draft or version.';
    throw new Problem('invalid-request', `\`/workflows/${at}\` ${detail}`, {
      errors: [{ at: `/workflows/${at}`, detail }],
    });
  }
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
  const { simulated, contacts, workflows } = job;
  return { ...job, workflows: [...workflows], percent: Math.floor((simulated / contacts) * 100) };
}
