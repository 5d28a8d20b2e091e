/** Rows that an import refused, and values that it left out: kept with the reason and the raw text, to be mended and brought again. */
import { isJsonObject, type Json } from '../../../workflow-compiler/language/json.ts';
import { pages } from '../../ports/pages.ts';
import type { Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { refusedKey } from '../keys.ts';
import { csvLine } from './export-csv.ts';

/** `row`: refused whole. `value`: the contact was imported without these values. */
export type Refused = {
  readonly row: number;
  readonly kind: 'row' | 'value';
  readonly reason: string;
  readonly raw: string;
};

/** Must keep a row once, however often it is told: the same row comes again after a kill. */
export type RefusedSink = { readonly add: (refused: readonly Refused[]) => Promise<void> };

const RAW = 4000;

/** Keeps them as items of the import's partition. */
export function storeSink(store: Store, tenant: TenantId, id: string): RefusedSink {
  return {
    add: async (refused) => {
      await Promise.all(
        refused.map((one) =>
          store.write([
            { do: 'put', key: refusedKey(tenant, id, one.row), body: { ...one, raw: one.raw.slice(0, RAW) } },
          ]),
        ),
      );
    },
  };
}

/** In order of the rows, a page in memory at a time. */
export async function* everyRefused(store: Store, tenant: TenantId, id: string): AsyncGenerator<Refused> {
  const { pk } = refusedKey(tenant, id, 0);
  const rows = pages((after) => store.query(pk, { prefix: 'refused#', limit: 500, ...after }));
  for await (const { items } of rows) for (const { body } of items) yield refusedOf(body);
}

/** The refused rows as CSV: `row, kind, reason, raw`. */
export async function* refusedCsv(store: Store, tenant: TenantId, id: string): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(['row', 'kind', 'reason', 'raw'])}`;
  for await (const { row, kind, reason, raw } of everyRefused(store, tenant, id))
    yield csvLine([row, kind, reason, raw]);
}

function refusedOf(body: Json): Refused {
  const { row, kind, reason, raw } = isJsonObject(body) ? body : {};
  return {
    row: Number(row),
    kind: kind === 'value' ? 'value' : 'row',
    reason: String(reason),
    raw: String(raw),
  };
}
