/** Runs: who is where, and one contact's way through a workflow with what comes next. */
import Type, { type Static } from 'typebox';
import { isContactId } from '../../domain/ids.ts';
import { listRuns, type RunFilter, readRun } from '../../domain/run/read.ts';
import type { RunRow } from '../../domain/run/row.ts';
import { invalid, notFound } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Moment } from '../schema.ts';
import { workflowNames } from '../workflow/names.ts';

const optional = Type.Optional(Type.String());
const State = Type.Union([
  Type.Literal('running'),
  Type.Literal('waiting'),
  Type.Literal('held'),
  Type.Literal('done'),
  Type.Literal('left'),
  Type.Literal('failed'),
]);

const Entry = Type.Object(
  {
    turn: Type.Integer(),
    step: Type.String(),
    at: Moment,
    did: Type.String({ description: 'entered, sent, skipped, decided, parked, woke, ended and so on.' }),
    path: optional,
    until: Type.Optional(Moment),
    why: optional,
    findings: Type.Optional(
      Type.Array(
        Type.Object({ at: Type.String(), holds: Type.Boolean(), saw: Type.Optional(Type.Unknown()) }),
        { description: 'The clauses that decided, and the values they saw.' },
      ),
    ),
  },
  { title: 'HistoryEntry' },
);

const fields = {
  run: Type.String(),
  contact: Type.String(),
  workflow: Type.String(),
  version: Type.Integer(),
  state: State,
  step: Type.String({ description: 'The step being done or waited at; the last one when ended.' }),
  turn: Type.Integer({ description: 'Tasks settled so far.' }),
  startedAt: Moment,
  updatedAt: Moment,
  endedAt: Type.Optional(Moment),
  wait: Type.Optional(
    Type.Object({
      kind: Type.Union([
        Type.Literal('time'),
        Type.Literal('event'),
        Type.Literal('window'),
        Type.Literal('cap'),
        Type.Literal('throttled'),
        Type.Literal('held'),
      ]),
      until: Moment,
    }),
  ),
  event: Type.Optional(
    Type.Object(
      { id: Type.String(), type: Type.String(), at: Moment, properties: Type.Unknown() },
      { description: 'The event that started or last resumed it.' },
    ),
  ),
  reason: Type.Optional(Type.String({ description: 'Why it ended early.' })),
  error: Type.Optional(Type.Object({ name: Type.String(), cause: Type.String() })),
};
const Run = Type.Object(fields, { title: 'Run' });
const RunWithHistory = Type.Object(
  {
    ...fields,
    history: Type.Array(Entry),
    next: Type.Object(
      { what: Type.String(), when: Type.Optional(Moment) },
      { description: 'What comes next, in words.' },
    ),
  },
  { title: 'RunWithHistory' },
);

const name = Type.Optional(Type.String({ maxLength: 100 }));
/** Rows looked at for one page when filters let few through. */
const LOOKED = 2000;

export const runRoutes = [
  route({
    method: 'GET',
    path: '/v1/runs',
    tag: 'Runs',
    summary: 'Runs, newest first',
    role: 'viewer',
    query: Type.Object(
      {
        workflow: name,
        step: name,
        state: Type.Optional(State),
        contact: name,
        version: Type.Optional(Type.Integer({ minimum: 1 })),
        from: Type.Optional(Type.String({ description: 'Started at or after this time.' })),
        to: Type.Optional(Type.String({ description: 'Started at or before this time.' })),
        ...paging,
      },
      { additionalProperties: false },
    ),
    response: listOf(Run),
    handle: async ({ deps, tenant, query }) => {
      const { workflow, step, state, contact, version } = query;
      if (contact !== undefined && !isContactId(contact)) return { body: { items: [] } };
      const from = moment('from', query.from);
      const to = moment('to', query.to);
      const everywhere = workflow === undefined && contact === undefined;
      const filter: Omit<RunFilter, 'limit' | 'after'> = {
        ...(workflow === undefined ? {} : { workflow }),
        ...(everywhere ? { among: await workflowNames(deps.store, tenant) } : {}),
        ...(contact === undefined ? {} : { contact }),
        ...(version === undefined ? {} : { version }),
        ...(step === undefined ? {} : { step }),
        ...(state === undefined ? {} : { state }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      };
      const { limit, ...first } = pagingOf(query);
      const items: Static<typeof Run>[] = [];
      let after = first.after;
      for (let looked = 0; ; looked += limit) {
        const left = { limit: limit - items.length, ...(after === undefined ? {} : { after }) };
        const page = await listRuns(deps.store, tenant, { ...filter, ...left });
        items.push(...page.runs.map(shownRun));
        after = page.next;
        if (after === undefined) return { body: { items } };
        if (items.length >= limit || looked >= LOOKED) return { body: { items, next: after } };
      }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/runs/{id}',
    tag: 'Runs',
    summary: 'One run with its history and what comes next',
    role: 'viewer',
    params: Type.Object({ id: Type.String() }),
    response: RunWithHistory,
    handle: async ({ deps, tenant, params }) => {
      const run = await readRun(deps.store, tenant, params.id);
      if (run === undefined) throw notFound('run of that id');
      return { body: { ...shownRun(run), history: run.history, next: run.next } };
    },
  }),
];

/** Without what only the machinery needs: callback tokens above all, which could answer for a run. */
function shownRun(row: RunRow): Static<typeof Run> {
  const { run, contact, workflow, version, state, step, turn, startedAt, updatedAt, endedAt } = row;
  const { wait, event, reason, error } = row;
  return {
    run,
    contact,
    workflow,
    version,
    state,
    step,
    turn,
    startedAt,
    updatedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(wait === undefined ? {} : { wait: { kind: wait.kind, until: wait.until } }),
    ...(event === undefined ? {} : { event }),
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Rows compare times as text, so every form of a time becomes the one that they use. */
function moment(parameter: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw invalid(`query/${parameter}`, 'is no time such as 2026-11-22T08:00:00Z.');
}
