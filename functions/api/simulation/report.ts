/** What simulations found, by their kind, as the API shows it. */
import Type from 'typebox';
import { SHAPES } from '../../domain/simulation/price.ts';
import { Moment } from '../schema.ts';

const Numbers = Type.Record(Type.String(), Type.Number());
const count = Type.Integer({ minimum: 0 });

const StepReport = Type.Object({
  kind: Type.String(),
  label: Type.Optional(Type.String()),
  did: Numbers,
  paths: Type.Optional(Numbers),
  reasons: Type.Optional(Numbers),
  heldByWindow: Type.Optional(count),
  heldFor: Type.Optional(
    Type.Record(Type.String(), Type.Number(), { description: 'Quantiles, in seconds.' }),
  ),
  heldByCap: Type.Optional(
    Type.Integer({ description: 'Times that a message waited for room under a cap.' }),
  ),
  capped: Type.Optional(
    Type.Integer({ description: 'Times that a jump went on, having been taken as often as it may be.' }),
  ),
  opened: Type.Optional(count),
  clicked: Type.Optional(count),
  bounced: Type.Optional(count),
  complained: Type.Optional(count),
  inside: Type.Optional(count),
});

const FlowReport = Type.Object({
  title: Type.String(),
  entered: count,
  enteredBy: Type.Record(Type.String(), Type.Number(), { description: 'By the event that let them in.' }),
  cut: Type.Integer({ description: 'Not set off, since too many workflows had set each other off before.' }),
  refused: Numbers,
  done: count,
  left: count,
  failed: count,
  inside: count,
  reasons: Numbers,
  sent: Numbers,
  seconds: Type.Record(Type.String(), Type.Number(), { description: 'Quantiles of the runs that ended.' }),
  transitions: Type.Object({ total: count, perRun: Type.Number(), holds: count, retries: count }),
  price: Type.Optional(
    Type.Object(
      {
        shape: Type.Enum([...SHAPES], { description: 'The one that ran.' }),
        usd: Type.Object({
          messages: Type.Number(),
          standard: Type.Number(),
          standardSegment: Type.Number(),
          express: Type.Number(),
          expressStep: Type.Number(),
        }),
        pricesOf: Type.String(),
        lines: Type.Array(Type.Object({ part: Type.String(), what: Type.String(), usd: Type.Number() })),
      },
      {
        description:
          'Dollars on AWS for these runs together: messages, and one of the shapes. Lines are of the shape that ran.',
      },
    ),
  ),
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
    caps: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object({ perDay: count, perWeek: count, skipped: count, held: count }),
        {
          description:
            'Times that there was no room under a cap, by channel: by the limit that was full for longest, and by what became of the message.',
        },
      ),
    ),
  },
  { title: 'SimulationReport' },
);

const Version = Type.Object({
  name: Type.String(),
  title: Type.String(),
  entered: Type.Integer({ description: 'Runs.' }),
  refused: Numbers,
  ended: Type.Record(Type.String(), Type.Number(), { description: '`done`, `left`, `failed`, `inside`.' }),
  sent: Type.Record(Type.String(), Type.Number(), { description: 'By step.' }),
});

const Difference = Type.Object({
  contact: Type.String(),
  messages: Type.Array(
    Type.Object({
      step: Type.String(),
      channel: Type.String(),
      change: Type.Union([Type.Literal('lost'), Type.Literal('gained'), Type.Literal('moved')], {
        description: 'Sent by the old version alone, by the new one alone, or by both at different times.',
      }),
      old: Type.Optional(Moment),
      new: Type.Optional(Moment),
      why: Type.Optional(Type.String({ description: 'Why the other version does not send it.' })),
    }),
  ),
});

export const BacktestReport = Type.Object(
  {
    backtest: Type.Object({
      from: Moment,
      to: Moment,
      zone: Type.String(),
      contacts: count,
      events: count,
    }),
    old: Version,
    new: Version,
    contacts: Type.Object({
      differ: Type.Integer({ description: 'Whose messages differ.' }),
      same: count,
      enteredOnlyInOld: count,
      enteredOnlyInNew: count,
      endedOtherwise: count,
    }),
    messages: Type.Record(
      Type.String(),
      Type.Object({
        old: count,
        new: count,
        lost: count,
        gained: count,
        moved: count,
        reworded: Type.Integer({ description: 'Sent by both, with other words.' }),
      }),
      { description: 'By step.' },
    ),
    recorded: Type.Optional(
      Type.Object(
        { contacts: count, same: count },
        { description: 'For how many the old version, played, sends what was really sent.' },
      ),
    ),
    notes: Type.Array(Type.String()),
    differences: Type.Array(Difference, { description: 'The first of them.' }),
  },
  { title: 'BacktestReport' },
);

export const TestsReport = Type.Object(
  {
    passed: count,
    failed: count,
    tests: Type.Array(
      Type.Object({
        name: Type.String(),
        failures: Type.Array(
          Type.Object({
            about: Type.String({ description: '`sends`, `path`, `state` …' }),
            lines: Type.Array(
              Type.Object({
                sign: Type.Union([Type.Literal(' '), Type.Literal('-'), Type.Literal('+')], {
                  description: '`-` was expected, `+` happened.',
                }),
                text: Type.String(),
              }),
            ),
          }),
        ),
        unclear: Type.Optional(Type.String({ description: 'What in the test cannot be understood.' })),
      }),
    ),
  },
  { title: 'TestsReport' },
);
