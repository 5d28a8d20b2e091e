/** Workflows, versions and reports as the API gives them. */
import Type from 'typebox';
import { Finding, Moment } from '../schema.ts';

const count = Type.Integer();

const Counts = {
  entered: Type.Integer({ description: 'Runs ever; always left + inside + failed.' }),
  inside: Type.Integer({ description: 'Runs now: running, waiting or held.' }),
  left: count,
  failed: count,
};

const fields = {
  name: Type.String(),
  title: Type.String(),
  state: Type.Union([Type.Literal('draft'), Type.Literal('started'), Type.Literal('stopped')]),
  latest: Type.Integer({ description: 'Highest published version; 0 when none.' }),
  live: Type.Optional(Type.Integer({ description: 'The version that takes entries, while started.' })),
  afterStop: Type.Optional(
    Type.Union([Type.Literal('exit'), Type.Literal('finish')], {
      description: 'What becomes of runs inside after a stop.',
    }),
  ),
  createdAt: Moment,
  updatedAt: Moment,
};

export const Workflow = Type.Object({ ...fields, ...Counts }, { title: 'Workflow' });
export const WorkflowWithDraft = Type.Object(
  {
    ...fields,
    ...Counts,
    draft: Type.Optional(Type.String({ description: 'YAML or JSON, as it was saved.' })),
  },
  { title: 'WorkflowWithDraft' },
);
export const SavedDraft = Type.Object(
  { ...fields, ...Counts, diagnostics: Type.Array(Finding) },
  { title: 'SavedDraft' },
);

export const Placement = Type.Union([Type.Literal('standard'), Type.Literal('express')], {
  description: 'Where waits live: in one Standard execution per run, or in rows between Express executions.',
});

/** How the machine of a version is cut. */
export const Cut = {
  placement: Type.Optional(
    Type.Union([Type.Literal('standard'), Type.Literal('express'), Type.Literal('auto')], {
      description: '`standard` unless said; `auto` chooses by the forecast and says why.',
    }),
  ),
  granularity: Type.Optional(
    Type.Union([Type.Literal('step'), Type.Literal('segment')], {
      description:
        'A state for each step, or one for everything between two waits: `step` unless said in `standard`, `segment` in `express`.',
    }),
  ),
  runsPerMonth: Type.Optional(Type.Integer({ minimum: 0, description: 'The forecast for `auto`.' })),
};

export const Version = Type.Object(
  {
    workflow: Type.String(),
    version: Type.Integer(),
    machine: Type.String({ description: 'ARN of the state machine.' }),
    placement: Placement,
    publishedAt: Moment,
  },
  { title: 'Version' },
);

export const VersionWithTexts = Type.Object(
  {
    workflow: Type.String(),
    version: Type.Integer(),
    arn: Type.String(),
    publishedAt: Moment,
    definition: Type.Unknown({ description: 'The definition, steps included.' }),
    machine: Type.Unknown({ description: 'Amazon States Language, in JSONata.' }),
    sourceMap: Type.Unknown({ description: 'From state to step.' }),
    routing: Type.Unknown({ description: 'What starts, resumes and ends its runs.' }),
  },
  { title: 'VersionWithTexts' },
);

const figures = {
  sent: count,
  skipped: count,
  rejected: count,
  held: count,
  opened: count,
  clicked: count,
  bounced: count,
  unsubscribed: count,
  parts: Type.Integer({ description: 'Parts of SMS.' }),
};

const StepReport = Type.Object(
  { ...Counts, paths: Type.Record(Type.String(), count), ...figures },
  { title: 'StepReport' },
);
export const Report = Type.Object(
  {
    workflow: Type.String(),
    version: Type.Optional(count),
    ...Counts,
    running: count,
    waiting: Type.Integer({ description: 'Of those inside; who neither runs nor waits is held.' }),
    ...figures,
    steps: Type.Record(Type.String(), StepReport),
  },
  { title: 'Report' },
);
