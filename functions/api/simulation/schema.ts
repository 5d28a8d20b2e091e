/** Simulations as the API takes and shows them. */
import Type from 'typebox';
import { Id } from '../../../workflow-compiler/language/scalar.ts';
import { Profile } from '../../domain/simulation/profile.ts';
import { Moment } from '../schema.ts';

const Numbers = Type.Record(Type.String(), Type.Number());
const count = Type.Integer({ minimum: 0 });

const Flow = Type.Union([
  Type.Object(
    { name: Id, version: Type.Optional(Type.Integer({ minimum: 1, description: 'The draft unless said.' })) },
    { additionalProperties: false },
  ),
  Type.Object(
    { definition: Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())]) },
    { additionalProperties: false },
  ),
]);

export const SimulationAsked = Type.Object(
  {
    workflows: Type.Array(Flow, {
      minItems: 1,
      maxItems: 20,
      description: 'Contacts enter the first, by its first trigger; the others run on what follows.',
    }),
    contacts: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 10_000 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, default: 30 })),
    start: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        description: "A date; it begins at midnight in the tenant's zone. 2026-01-05, a Monday, unless said.",
      }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31, default: 1 })),
    profile: Type.Optional(Profile),
    render: Type.Optional(Type.Boolean({ description: 'Render messages too; slow.' })),
  },
  { additionalProperties: false },
);

const StepReport = Type.Object({
  kind: Type.String(),
  label: Type.Optional(Type.String()),
  did: Numbers,
  paths: Type.Optional(Numbers),
  reasons: Type.Optional(Numbers),
  heldByWindow: Type.Optional(count),
  inside: Type.Optional(count),
});

const FlowReport = Type.Object({
  title: Type.String(),
  entered: count,
  refused: Numbers,
  done: count,
  left: count,
  failed: count,
  inside: count,
  reasons: Numbers,
  sent: Numbers,
  seconds: Type.Record(Type.String(), Type.Number(), { description: 'Quantiles of the runs that ended.' }),
  transitions: Type.Object({ total: count, perRun: Type.Number(), holds: count, retries: count }),
  steps: Type.Record(Type.String(), StepReport),
});

const SendReport = Type.Object({
  total: count,
  byDay: Numbers,
  byHour: Type.Record(Type.String(), Type.Number(), { description: "By the contacts' own clocks." }),
  peak: Type.Optional(Type.Object({ at: Moment, sent: count })),
});

export const SimulationReport = Type.Object(
  {
    simulation: Type.Object({
      contacts: count,
      start: Moment,
      days: count,
      seed: Type.Integer(),
      zone: Type.String(),
    }),
    workflows: Type.Record(Type.String(), FlowReport),
    sends: Type.Record(Type.String(), SendReport),
  },
  { title: 'SimulationReport' },
);

export const Simulation = Type.Object(
  {
    id: Type.String(),
    workflows: Type.Array(Type.String()),
    state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    reason: Type.Optional(Type.String({ description: 'Why it failed.' })),
    contacts: count,
    days: count,
    seed: Type.Integer(),
    start: Moment,
    simulated: Type.Integer({ description: 'Contacts so far.' }),
    percent: Type.Number(),
    createdAt: Moment,
    endedAt: Type.Optional(Moment),
  },
  { title: 'Simulation' },
);
