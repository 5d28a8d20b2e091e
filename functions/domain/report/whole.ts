/**
 * All counters of a version in one item, for homes where every write is paid for, with how far each shard of the change feed has been
 * counted into it: counters and place move in one conditional write. Pure.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../workflow-compiler/language/json.ts';

/** Increments, or sums, by step and field. */
export type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The last change that was counted, and until when somebody may tell it again, in epoch seconds. */
type Place = { readonly order: string; readonly until: number };

/** `told`: by shard of the feed. */
export type Whole = { readonly counts: Counts; readonly told: ReadonlyMap<string, Place> };

/** What the item holds; nothing for one that is not there yet. */
export function wholeOf(body: Json | undefined): Whole {
  const { counts, told } = objectOf(body);
  return {
    counts: new Map(Object.entries(objectOf(counts)).map(([step, fields]) => [step, numbersOf(fields)])),
    told: new Map(
      Object.entries(objectOf(told)).flatMap(([lane, place]) => {
        const { order, until } = objectOf(place);
        return typeof order === 'string' && typeof until === 'number' ? [[lane, { order, until }]] : [];
      }),
    ),
  };
}

export const bodyOf = ({ counts, told }: Whole): JsonObject => ({
  counts: Object.fromEntries([...counts].map(([step, fields]) => [step, Object.fromEntries(fields)])),
  told: Object.fromEntries(told),
});

/** Whether a change of this shard is not counted yet. Orders are numbers too long to be numbers: the longer is larger. */
export function isFresh({ told }: Whole, lane: string, order: string): boolean {
  const last = told.get(lane)?.order ?? '';
  return order.length === last.length ? order > last : order.length > last.length;
}

/** With these increments, counted up to `order` of the shard; places that nobody can come back to before `now` are forgotten. */
export function counted(
  { counts, told }: Whole,
  adds: Counts,
  lane: string,
  place: Place,
  now: number,
): Whole {
  const kept = [...told].filter(([other, { until }]) => other !== lane && until > now);
  return { counts: summed([counts, adds]), told: new Map([...kept, [lane, place]]) };
}

export function summed(all: readonly Counts[]): Counts {
  const sums = new Map<string, Map<string, number>>();
  for (const counts of all) {
    for (const [step, fields] of counts) {
      const sum = sums.get(step) ?? new Map<string, number>();
      for (const [field, amount] of fields) sum.set(field, (sum.get(field) ?? 0) + amount);
      sums.set(step, sum);
    }
  }
  return sums;
}

/** Members that are numbers: the fields of a counter. */
export const numbersOf = (body: Json | undefined): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(objectOf(body)).flatMap(([field, value]) =>
      typeof value === 'number' ? [[field, value] as const] : [],
    ),
  );

const objectOf = (body: Json | undefined): JsonObject => (isJsonObject(body) ? body : {});
