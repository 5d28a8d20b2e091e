/** What a definition costs before it is published: the compiler's price, asked over HTTP. Nothing is kept. */
import Type from 'typebox';
import { compile } from '../../../workflow-compiler/compile.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { readText } from '../../../workflow-compiler/parse/text.ts';
import { priceOf } from '../../../workflow-compiler/price/price.ts';
import { RATES, type Rates, readRates } from '../../../workflow-compiler/price/rates.ts';
import { reportOf } from '../../../workflow-compiler/price/report.ts';
import { capsToCheck } from '../../domain/tenant/tenant.ts';
import { Problem } from '../problem.ts';
import { route } from '../route.ts';
import { unpublishable } from './routes.ts';
import { SOURCE_TYPES, sourceOf } from './source.ts';

const usd = Type.Number({ description: 'US dollars.' });

const Line = Type.Object(
  {
    part: Type.Enum(['messages', 'standard', 'express'], {
      description: '`messages` are paid for in every placement; the others are either or.',
    }),
    what: Type.String(),
    service: Type.String(),
    unit: Type.String(),
    countPerRun: Type.Number(),
    price: Type.Number({ description: 'US dollars for one unit.' }),
    usdPerMillionRuns: usd,
    source: Type.String(),
    evidence: Type.Enum(['seen', 'quoted', 'estimate'], { description: 'How well the price is known.' }),
  },
  { title: 'CostLine' },
);

const Cost = Type.Object(
  {
    workflow: Type.String(),
    prices: Type.Object({ date: Type.String(), region: Type.String(), currency: Type.String() }),
    rates: Type.Unknown({ description: 'What was assumed of people.' }),
    lines: Type.Array(Line),
    placements: Type.Object({
      standard: Type.Object({
        transitionsPerRun: Type.Number(),
        usdPerMillionRuns: usd,
        perSegment: Type.Object({ transitionsPerRun: Type.Number(), usdPerMillionRuns: usd }),
      }),
      express: Type.Object({
        usdPerMillionRuns: usd,
        granularity: Type.String(),
        perStep: Type.Object({ usdPerMillionRuns: usd }),
      }),
    }),
    messages: Type.Object({ usdPerMillionRuns: usd }),
    naive: Type.Object({ transitionsPerRun: Type.Number(), usdPerMillionRuns: usd }),
    forecast: Type.Optional(
      Type.Object({ contacts: Type.Integer(), messagesUsd: usd, standardUsd: usd, expressUsd: usd }),
    ),
  },
  { title: 'Cost' },
);

export const costRoutes = [
  route({
    method: 'POST',
    path: '/v1/workflows/cost',
    tag: 'Workflows',
    summary: 'What a definition costs on AWS, line by line',
    description:
      'YAML or JSON; JSON may also come as `{"definition": …, "rates": …}`, where `rates` say who opens, which paths people take, where they live, and prices of your own. The definition must be without errors, and is not kept.',
    role: 'viewer',
    query: Type.Object(
      {
        contacts: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 1e12, description: 'Adds a forecast for so many.' }),
        ),
      },
      { additionalProperties: false },
    ),
    takes: { kind: 'text', types: SOURCE_TYPES },
    response: Cost,
    handle: async ({ deps, tenant, text, query }) => {
      const compiled = compile(sourceOf(text), deps.settings);
      if (!compiled.ok) throw unpublishable(compiled.diagnostics);
      const { definition } = compiled.artifact;
      const { caps = {} } = await capsToCheck(deps.store, tenant);
      const capped = Object.keys(caps).length === 0 ? {} : { capped: 1 };
      const rates = { ...capped, ...ratesIn(text, definition) };
      return { body: reportOf(priceOf(definition, rates), query.contacts) };
    },
  }),
];

/** Rates stand beside the definition, in a body that has both. */
function ratesIn(text: string, definition: Definition): Rates {
  const { value, findings } = readText(text);
  const both = findings.length === 0 && typeof value === 'object' && value !== null && 'definition' in value;
  if (!both || !('rates' in value) || value.rates === undefined) return RATES;
  const read = readRates(value.rates, definition);
  if (read.ok) return read.rates;
  const errors = read.problems.map((detail) => ({ at: '/rates', detail }));
  throw new Problem('invalid-request', errors[0]?.detail ?? 'The rates are invalid.', { errors });
}
