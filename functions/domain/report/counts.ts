/** Reads counters: how many are inside, and the whole report of a workflow or one of its versions. */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { countsPk, TOTAL, versionCounts } from './keys.ts';

export type StepReport = {
  readonly entered: number;
  readonly left: number;
  readonly inside: number;
  readonly failed: number;
  readonly paths: { readonly [path: string]: number };
  readonly sent: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly held: number;
  readonly opened: number;
  readonly clicked: number;
  readonly bounced: number;
  readonly unsubscribed: number;
  readonly parts: number;
};

export type Report = Omit<StepReport, 'paths'> & {
  readonly workflow: string;
  readonly version?: number;
  /** Of those inside; the rest is held. */
  readonly running: number;
  readonly waiting: number;
  readonly steps: { readonly [step: string]: StepReport };
};

/** Runs of a version that have not ended. */
export async function insideOf(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version: number,
): Promise<number> {
  const counts = await read(store, tenant, workflow, `${versionCounts(version)}${TOTAL}#`);
  return counts.get(TOTAL)?.inside ?? 0;
}

/** Counts of one version, or of all together. */
export async function readReport(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version?: number,
): Promise<Report> {
  const counts = await read(store, tenant, workflow, version === undefined ? 'v' : versionCounts(version));
  const steps = [...counts].filter(([step]) => step !== TOTAL).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const totals = counts.get(TOTAL) ?? {};
  const { paths: _paths, ...total } = stepReport(totals);
  return {
    workflow,
    ...(version === undefined ? {} : { version }),
    ...total,
    running: totals.running ?? 0,
    waiting: totals.waiting ?? 0,
    steps: Object.fromEntries(steps.map(([step, fields]) => [step, stepReport(fields)])),
  };
}

type Fields = { readonly [field: string]: number };

/** Sums over shards and versions, by step. */
async function read(
  store: Store,
  tenant: TenantId,
  workflow: string,
  prefix: string,
): Promise<ReadonlyMap<string, Fields>> {
  const counts = new Map<string, Record<string, number>>();
  let after: string | undefined;
  do {
    const page = await store.query(countsPk(tenant, workflow), {
      prefix,
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    for (const { sk, body } of page.items) {
      const step = sk.split('#')[1] ?? '';
      const sums = counts.get(step) ?? {};
      for (const [field, amount] of numbersOf(body)) sums[field] = (sums[field] ?? 0) + amount;
      counts.set(step, sums);
    }
    after = page.next;
  } while (after !== undefined);
  return counts;
}

function numbersOf(body: Json): readonly (readonly [string, number])[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([field, value]) =>
    typeof value === 'number' ? [[field, value] as const] : [],
  );
}

const PATH = 'path:';

function stepReport(fields: Fields): StepReport {
  const of = (field: string): number => fields[field] ?? 0;
  const paths = Object.entries(fields).filter(([field]) => field.startsWith(PATH));
  return {
    entered: of('entered'),
    left: of('left'),
    inside: of('inside'),
    failed: of('failed'),
    paths: Object.fromEntries(paths.map(([field, amount]) => [field.slice(PATH.length), amount])),
    sent: of('sent'),
    skipped: of('skipped'),
    rejected: of('rejected'),
    held: of('held'),
    opened: of('opened'),
    clicked: of('clicked'),
    bounced: of('bounced'),
    unsubscribed: of('unsubscribed'),
    parts: of('parts'),
  };
}
