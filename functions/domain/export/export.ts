/**
 * Contacts into a file, as a job: for CSV first the names of custom details, which are its columns; then rows, a part of the file at a
 * step; then the parts become one. The file goes after a week, as the bucket's rule says on AWS.
 */
import { chosen } from '../contact/chosen.ts';
import { csvHead, csvOf, ndjsonOf } from '../import/export-csv.ts';
import type { ExportPlace, Job, JobOf } from '../job/job.ts';
import type { JobNeeds, Step } from '../job/step.ts';

type ExportJob = JobOf<'export'>;

/** A part is as many pages as reach this. */
const PART_CHARACTERS = 4_000_000;
/** Of a segment that few are in, many pages make a line: a step ends all the same. */
const MOST_PAGES = 40;
/** Bytes of names: they stand in the job's row, which holds 400 KB. */
const NAMES_BYTES = 100_000;
const KEPT_MS = 7 * 86_400_000;

export const fileOf = ({ tenant, id, order }: Pick<ExportJob, 'tenant' | 'id' | 'order'>): string =>
  `${tenant}/${id}.${order.format}`;
const partOf = ({ tenant, id }: Pick<Job, 'tenant' | 'id'>, part: number): string =>
  `${tenant}/${id}/${String(part).padStart(6, '0')}`;

export function exportStep(deps: JobNeeds, job: ExportJob): Promise<Step> {
  const { place = firstPlace(job) } = job;
  switch (place.phase) {
    case 'names':
      return names(deps, job, place);
    case 'rows':
      return rows(deps, job, place);
    case 'join':
      return join(deps, job, place);
    case 'tidy':
      return tidy(deps, job, place);
    case 'kept':
      return expire(deps, job);
  }
}

const firstPlace = ({ order }: ExportJob): ExportPlace =>
  order.format === 'csv' ? { phase: 'names', names: [] } : { phase: 'rows', names: [], parts: 0 };

const at = ({ kind, order }: ExportJob, place: ExportPlace) => ({ kind, order, place });

async function names(
  deps: JobNeeds,
  job: ExportJob,
  place: Extract<ExportPlace, { phase: 'names' }>,
): Promise<Step> {
  const { cards, next } = await chosen(deps, job.tenant, job.order.who, { after: place.after });
  const known = new Set(place.names);
  for (const { details } of cards) for (const name of Object.keys(details)) known.add(name);
  const all = [...known].sort();
  if (Buffer.byteLength(JSON.stringify(all)) > NAMES_BYTES) {
    const reason = 'Custom details have too many different names for columns; export as NDJSON.';
    return { errand: at(job, place), and: { state: 'failed', reason } };
  }
  const total = (job.total ?? 0) + cards.length;
  return next === undefined
    ? { errand: at(job, { phase: 'rows', names: all, parts: 0 }), total, and: 'go on' }
    : { errand: at(job, { phase: 'names', names: all, after: next }), total, and: 'go on' };
}

async function rows(
  deps: JobNeeds,
  job: ExportJob,
  place: Extract<ExportPlace, { phase: 'rows' }>,
): Promise<Step> {
  const { format, who } = job.order;
  const csv = format === 'csv';
  const now = deps.clock.now();
  const lines: string[] = csv && place.parts === 0 ? [csvHead(place.names)] : [];
  let characters = 0;
  let done = job.done;
  let after = place.after;
  let pages = 0;
  do {
    const page = await chosen(deps, job.tenant, who, { after });
    for (const card of page.cards) {
      const line = csv ? csvOf(card, place.names, now) : ndjsonOf(card);
      lines.push(line);
      characters += line.length;
    }
    done += page.cards.length;
    after = page.next;
    pages += 1;
  } while (after !== undefined && characters < PART_CHARACTERS && pages < MOST_PAGES);
  await deps.files.write(partOf(job, place.parts), bytesOf(lines));
  const parts = place.parts + 1;
  if (after === undefined) return { errand: at(job, { phase: 'join', parts }), done, and: 'go on' };
  return { errand: at(job, { phase: 'rows', names: place.names, parts, after }), done, and: 'go on' };
}

async function join(
  { files }: JobNeeds,
  job: ExportJob,
  { parts }: Extract<ExportPlace, { phase: 'join' }>,
): Promise<Step> {
  const { bytes } = await files.write(fileOf(job), allParts());
  return { errand: at(job, { phase: 'tidy', bytes }), and: 'go on' };

  async function* allParts(): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < parts; part += 1) {
      const source = await files.read(partOf(job, part));
      if (source !== undefined) yield* source;
    }
  }
}

/** A step of its own: the parts are there until it is kept that they are joined. */
async function tidy(
  { files }: JobNeeds,
  job: ExportJob,
  { bytes }: Extract<ExportPlace, { phase: 'tidy' }>,
): Promise<Step> {
  await files.removeAll(`${job.tenant}/${job.id}`);
  const errand = at(job, { phase: 'kept', bytes });
  return { errand, total: job.done, and: { state: 'done', again: KEPT_MS } };
}

async function expire({ files }: JobNeeds, job: ExportJob): Promise<Step> {
  await files.remove(fileOf(job));
  const { kind, order } = job;
  return { errand: { kind, order }, and: { state: 'expired' } };
}

async function* bytesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(lines.join(''));
}
