/** Reads counters: how many are inside, and the whole report of a workflow or one of its versions. */
import { pages } from '../../ports/pages.ts';
import type { Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { countsPk, TOTAL, versionCounts, wholeCounts } from './keys.ts';
import { type Counts, numbersOf, summed, wholeOf } from './whole.ts';

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
  const prefixes = [`${versionCounts(version)}${TOTAL}#`, wholeCounts(version)];
  const counts = await Promise.all(prefixes.map((prefix) => read(store, tenant, workflow, prefix)));
  return summed(counts).get(TOTAL)?.get('inside') ?? 0;
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
  const totals = counts.get(TOTAL) ?? new Map<string, number>();
  const { paths: _paths, ...total } = stepReport(totals);
  return {
    workflow,
    ...(version === undefined ? {} : { version }),
    ...total,
    running: totals.get('running') ?? 0,
    waiting: totals.get('waiting') ?? 0,
    steps: Object.fromEntries(steps.map(([step, fields]) => [step, stepReport(fields)])),
  };
}

/** Sums over shards and versions. */
async function read(store: Store, tenant: TenantId, workflow: string, prefix: string): Promise<Counts> {
  const found: Counts[] = [];
  const pk = countsPk(tenant, workflow);
  for await (const { items } of pages((after) => store.query(pk, { prefix, limit: 1000, ...after }))) {
    for (const { sk, body } of items) {
      const step = sk.split('#')[1] ?? '';
      found.push(step === '' ? wholeOf(body).counts : new Map([[step, numbersOf(body)]]));
    }
  }
  return summed(found);
}

const PATH = 'path:';

function stepReport(fields: ReadonlyMap<string, number>): StepReport {
  const of = (field: string): number => fields.get(field) ?? 0;
  const paths = [...fields].filter(([field]) => field.startsWith(PATH));
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
