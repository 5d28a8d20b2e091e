/** What happened between two moments, with everybody to whom it happened: for backtests, here or elsewhere. */
import Type from 'typebox';
import { exportEvents } from '../../domain/recording/export.ts';
import { readTenant } from '../../domain/tenant/tenant.ts';
import { parseIn } from '../../domain/time/local.ts';
import { streamed } from '../import/stream.ts';
import { invalid } from '../problem.ts';
import { route } from '../route.ts';

const DAY = 86_400_000;

export const periodQuery = {
  from: Type.Optional(
    Type.String({
      description:
        "A date, from midnight in the tenant's zone, or a time in ISO 8601; thirty days ago unless said.",
    }),
  ),
  to: Type.Optional(Type.String({ description: 'The same, not included; now unless said.' })),
  history: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 400,
      default: 90,
      description: 'Days before `from` that conditions may look back at.',
    }),
  ),
};

export const eventExportRoutes = [
  route({
    method: 'GET',
    path: '/v1/events.ndjson',
    tag: 'Events',
    summary: 'Contacts and what happened to them, one JSON object a line',
    description:
      'A head, then for each contact its card as it was at `from` and its events: what `sojourn backtest` plays.',
    role: 'viewer',
    query: Type.Object(periodQuery, { additionalProperties: false }),
    response: Type.String(),
    gives: ['application/x-ndjson'],
    handle: async ({ deps, tenant, query }) => {
      const zone = (await readTenant(deps.store, tenant))?.zone ?? 'UTC';
      const period = periodOf(query, zone, deps.clock.now());
      return streamed(exportEvents(deps.store, tenant, period), 'application/x-ndjson', 'events.ndjson');
    },
  }),
];

type Asked = { readonly from?: string; readonly to?: string; readonly history?: number };

/** Throws the 400 for what is no time, named as it was asked: in the query, or at a pointer into the body. `now` in epoch milliseconds. */
export function periodOf(
  { from, to, history = 90 }: Asked,
  zone: string,
  now: number,
  place: 'query' | '' = 'query',
) {
  const end = to === undefined ? now : momentOf(`${place}/to`, to, zone);
  const start = from === undefined ? end - 30 * DAY : momentOf(`${place}/from`, from, zone);
  if (start >= end) throw invalid(`${place}/from`, 'is not before `to`.');
  const iso = (at: number): string => new Date(Math.max(0, at)).toISOString();
  return { from: iso(start), to: iso(end), since: iso(start - history * DAY) };
}

function momentOf(place: string, text: string, zone: string): number {
  const at = parseIn(zone, text.length === 10 ? `${text}T00:00` : text);
  if (at !== undefined && at >= 0) return at;
  throw invalid(place, `\`${text}\` is not a date such as 2026-03-01.`);
}
