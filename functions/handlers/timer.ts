/** Timer: the time of a wait is up. Told late, twice or for a run that moved on, it does nothing. */
import type { Cursor } from '../../workflow-compiler/cursor.ts';
import { isJsonObject, type Json, type JsonObject } from '../../workflow-compiler/language/json.ts';
import type { Deps } from '../deps.ts';
import { ring } from '../domain/run/timer.ts';

export const create =
  (deps: Deps) =>
  async (told: Json): Promise<void> => {
    const { tenant, contact, run, begins } = isJsonObject(told) ? told : {};
    if (typeof tenant !== 'string' || typeof contact !== 'string' || typeof run !== 'string')
      throw new TypeError('this is no timer: it names no run');
    const cursor = isJsonObject(begins) ? { begins: asCursor(begins) } : {};
    await ring(deps, { tenant, contact, run, ...cursor });
  };

/** Nobody but `setTimers` sets timers: taken on trust here. */
const asCursor = (begins: JsonObject): Cursor => begins as unknown as Cursor;
