/**
 * Imports a file of contacts in constant memory. After each chunk of rows the progress is written; a killed import is called again
 * with the same id and the file from its beginning, passes over what is settled, and counts every row once: a row of the
 * interrupted chunk is known by the cause that it left on its card.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import type { CardBody } from '../contact/body.ts';
import type { Cause } from '../contact/cause.ts';
import { upsertOnce } from '../contact/upsert.ts';
import type { TenantId } from '../ids.ts';
import { type Person, personOf, type RowOptions } from './person.ts';
import { type ImportProgress, readProgress, writeProgress } from './progress.ts';
import type { Refused, RefusedSink } from './refused.ts';
import { type FileOptions, type FileRow, FileUnreadable, readRows } from './rows.ts';

export type ImportOptions = FileOptions &
  RowOptions & {
    readonly tenant: TenantId;
    readonly id: string;
    /** Rows settled between two notes of the progress; 500 unless said. */
    readonly chunk?: number;
  };

export type ImportPort = {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly refused: RefusedSink;
  /** Told after each chunk, once it is durable; waited for. */
  readonly onProgress?: (progress: ImportProgress) => void | Promise<void>;
};

const CHUNK = 500;

type Settled = {
  readonly row: FileRow;
  readonly did: 'created' | 'updated' | 'refused';
  readonly refused?: Refused;
};

/**
 * A file that cannot be read at all ends as `failed` with its reason; what the store throws is thrown, and the import may be resumed.
 *
 * @example await importRows(createReadStream(file), { tenant, id, format: 'csv', list: 'newsletter' }, { ...deps, refused: storeSink(store, tenant, id) })
 */
export async function importRows(
  source: AsyncIterable<Buffer | string>,
  options: ImportOptions,
  port: ImportPort,
): Promise<ImportProgress> {
  const { tenant, id, chunk: size = CHUNK } = options;
  let { progress, rev } = await readProgress(port.store, tenant, id);
  if (progress.state !== 'running') return progress;
  const keep = async (next: ImportProgress): Promise<void> => {
    rev = await writeProgress(port.store, tenant, id, next, rev);
    progress = next;
    await port.onProgress?.(next);
  };
  try {
    let waiting: FileRow[] = [];
    let bytes = 0;
    for await (const block of readRows(source, options)) {
      bytes = block.bytes;
      for (const row of block.rows) if (row.number > progress.row) waiting.push(row);
      while (waiting.length >= size) {
        const chunk = waiting.slice(0, size);
        waiting = waiting.slice(size);
        await keep(tally(progress, await settleChunk(chunk, options, port, progress.row), bytes));
      }
    }
    await keep({
      ...tally(progress, await settleChunk(waiting, options, port, progress.row), bytes),
      state: 'done',
    });
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    await keep({ ...progress, state: 'failed', reason: error.message });
  }
  return progress;
}

/** Rows that name the same contact in order, all others side by side: the store commits them together. */
async function settleChunk(
  rows: readonly FileRow[],
  options: ImportOptions,
  port: ImportPort,
  before: number,
): Promise<readonly Settled[]> {
  const lanes = new Map<string, Promise<unknown>>();
  const all = rows.map((row) => {
    const person: Person = 'reason' in row ? { refused: row.reason } : personOf(row.entries, options);
    if ('refused' in person) return Promise.resolve(refuse(row, person.refused));
    const { id, email, phone } = person.identity;
    const names = [id, email?.toLowerCase(), phone].filter((name) => name !== undefined);
    const turn = Promise.all(names.map((name) => lanes.get(name)));
    const settled = turn.then(() => settleRow(row, person, options, port, before));
    for (const name of names) lanes.set(name, settled);
    return settled;
  });
  const settled = await Promise.all(all);
  const refused = settled.flatMap((one) => one.refused ?? []);
  if (refused.length > 0) await port.refused.add(refused);
  return settled;
}

async function settleRow(
  row: FileRow,
  person: Exclude<Person, { refused: string }>,
  { tenant, id }: ImportOptions,
  port: ImportPort,
  before: number,
): Promise<Settled> {
  const done = await upsertOnce(
    port,
    tenant,
    person.identity,
    person.changes,
    causeOf(id, row.number, before),
  );
  if (done.outcome === 'refused') {
    return refuse(row, done.problems.map(({ field, detail }) => `${field}: ${detail}`).join('; '));
  }
  const created =
    done.outcome === 'created' || (done.outcome === 'known' && done.cause.createdBy === row.number);
  const did = created ? 'created' : 'updated';
  if (person.warnings.length === 0) return { row, did };
  return { row, did, refused: refusal(row, 'value', person.warnings.join('; ')) };
}

/** `settled`: rows up to this one are in the progress already and need not be remembered on cards. */
function causeOf(
  id: string,
  row: number,
  settled: number,
): (before: CardBody | undefined) => Cause | 'known' {
  return (before) => {
    const base = { source: 'import', import: id, depth: 0 } as const;
    if (before === undefined) return { ...base, rows: [row], createdBy: row };
    if (before.cause.import !== id) return { ...base, rows: [row] };
    const { rows = [], createdBy } = before.cause;
    if (rows.includes(row)) return 'known';
    const cause = { ...base, rows: [...rows.filter((one) => one > settled), row] };
    return createdBy === undefined ? cause : { ...cause, createdBy };
  };
}

function refuse(row: FileRow, reason: string): Settled {
  return { row, did: 'refused', refused: refusal(row, 'row', reason) };
}

function refusal({ number, raw }: FileRow, kind: Refused['kind'], reason: string): Refused {
  return { row: number, kind, reason, raw };
}

function tally(before: ImportProgress, settled: readonly Settled[], bytes: number): ImportProgress {
  const count = (did: Settled['did']): number => settled.filter((one) => one.did === did).length;
  return {
    ...before,
    row: settled.at(-1)?.row.number ?? before.row,
    bytes: Math.max(bytes, before.bytes),
    rows: before.rows + settled.length,
    created: before.created + count('created'),
    updated: before.updated + count('updated'),
    refused: before.refused + count('refused'),
    warnings: before.warnings + settled.filter((one) => one.refused?.kind === 'value').length,
  };
}
