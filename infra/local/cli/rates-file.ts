/** Rates out of a file, for the commands that count on them; without a file the usual ones. */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { RATES, type RatesRead, readRates } from '../../../workflow-compiler/price/rates.ts';
import { readValue } from './read-value.ts';

export function ratesIn(file: string | undefined, definition: Definition): RatesRead {
  if (file === undefined) return { ok: true, rates: RATES };
  const read = readValue(file);
  return read.ok ? readRates(read.value, definition) : read;
}
