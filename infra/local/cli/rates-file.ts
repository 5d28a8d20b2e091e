/** Rates out of a file, for the commands that count on them. */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { type RatesRead, readRates } from '../../../workflow-compiler/price/rates.ts';
import { readValue } from './read-value.ts';

export function ratesIn(file: string, definition: Definition): RatesRead {
  const read = readValue(file);
  return read.ok ? readRates(read.value, definition) : read;
}
