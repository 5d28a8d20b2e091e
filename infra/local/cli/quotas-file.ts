/** Quotas of somebody's own account out of a file: by id, units a second, or at once for a stock. */
import { type QuotasRead, readQuotas } from '../../../workflow-compiler/scale/read-quotas.ts';
import { readValue } from './read-value.ts';

export function quotasIn(file: string): QuotasRead {
  const read = readValue(file);
  return read.ok ? readQuotas(read.value) : read;
}
