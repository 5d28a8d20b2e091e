/** Quotas out of JSON, over the table's; what is wrong in them is told all at once. */
import { suggest } from '../diagnostics/near.ts';
import { isJsonObject, type Json } from '../language/json.ts';
import { knownQuota, type OwnQuotas, QUOTA_IDS } from './quotas.ts';

export type QuotasRead =
  | { readonly ok: true; readonly quotas: OwnQuotas }
  | { readonly ok: false; readonly problems: readonly string[] };

/** @example readQuotas({ start: 3000, mail: 500 }) */
export function readQuotas(value: Json): QuotasRead {
  if (!isJsonObject(value)) return { ok: false, problems: ['The quotas are not an object.'] };
  const problems: string[] = [];
  const quotas: [string, number][] = [];
  for (const [id, each] of Object.entries(value)) {
    if (!knownQuota(id)) problems.push(`There is no quota \`${id}\`. ${suggest(id, QUOTA_IDS)}`);
    if (typeof each === 'number' && each > 0 && each <= 1e12) quotas.push([id, each]);
    else problems.push(`\`${id}\` is not a number above zero.`);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, quotas: Object.fromEntries(quotas) };
}
