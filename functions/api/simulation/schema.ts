/** Simulations as the API takes and shows them. */
import Type from 'typebox';
import { Id } from '../../../workflow-compiler/language/scalar.ts';
import { Profile } from '../../domain/simulation/profile.ts';
import { periodQuery } from '../event/export.ts';
import { Moment } from '../schema.ts';

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
      description: 'Contacts enter the first, each by one of its triggers; the others run on what follows.',
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
    granularity: Type.Optional(
      Type.Union([Type.Literal('step'), Type.Literal('segment')], {
        description: 'How machines are cut into states; says nothing about what happens.',
      }),
    ),
    placement: Type.Optional(
      Type.Union([Type.Literal('standard'), Type.Literal('express')], {
        description: 'The same.',
      }),
    ),
    render: Type.Optional(Type.Boolean({ description: 'Render messages too; slow.' })),
  },
  { additionalProperties: false },
);

export const BacktestAsked = Type.Object(
  {
    old: Flow,
    new: Flow,
    ...periodQuery,
    list: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 10_000,
        default: 1000,
        description: 'Contacts to tell one by one, at most.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const TestsAsked = Type.Object(
  {
    workflows: Type.Array(Flow, { minItems: 1, maxItems: 20 }),
    tests: Type.Union([Type.String({ maxLength: 500_000 }), Type.Record(Type.String(), Type.Unknown())], {
      description: 'A file of workflow tests, as YAML or as JSON; its `workflow` is not read.',
    }),
  },
  { additionalProperties: false },
);

export const Simulation = Type.Object(
  {
    id: Type.String(),
    kind: Type.Union([Type.Literal('forecast'), Type.Literal('backtest'), Type.Literal('tests')]),
    workflows: Type.Array(Type.String()),
    state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    reason: Type.Optional(Type.String({ description: 'Why it failed.' })),
    contacts: Type.Optional(
      Type.Integer({
        description: 'Of a backtest they are counted when it begins; of tests, how many tests.',
      }),
    ),
    days: Type.Optional(count),
    seed: Type.Optional(Type.Integer()),
    start: Type.Optional(Moment),
    end: Type.Optional(Moment),
    simulated: Type.Integer({ description: 'Contacts, or tests, so far.' }),
    percent: Type.Number(),
    createdAt: Moment,
    endedAt: Type.Optional(Moment),
  },
  { title: 'Simulation' },
);
