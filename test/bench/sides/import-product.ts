/** The product's import: heading, checks, identity, consent, a card with its aliases, and the feed of all that. */

import { isTenantId } from '../../../functions/domain/ids.ts';
import { importRows } from '../../../functions/domain/import/import-rows.ts';
import { storeSink } from '../../../functions/domain/import/refused.ts';
import { createTenant } from '../../../functions/domain/tenant/tenant.ts';
import { openRuntime } from '../../../infra/local/runtime.ts';
import type { Measure } from '../in-turn.ts';
import type { Imported } from '../parts/import.ts';
import { peopleFile } from '../people-file.ts';

export const measure: Measure<{ readonly rows: number }, Imported> = async ({ rows }, folder) => {
  const runtime = await openRuntime({ dir: folder });
  const { store, clock, ids } = runtime.deps;
  const tenant = 'bench';
  if (!isTenantId(tenant)) throw new Error('no tenant id');
  await createTenant(store, clock, { id: tenant, name: 'Bench', zone: 'UTC' });
  const before = process.cpuUsage();
  const began = performance.now();
  const done = await importRows(
    peopleFile(rows),
    { tenant, id: 'i1', format: 'csv', list: 'newsletter', consent: { email: 'in' } },
    { store, clock, ids, refused: storeSink(store, tenant, 'i1') },
  );
  await runtime.idle();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  if (done.created !== rows) throw new Error(`${done.created} contacts instead of ${rows}`);
  const { maxRSS } = process.resourceUsage();
  await runtime.close();
  return { cpuSeconds: (user + system) / 1e6, seconds, megabytes: maxRSS / 1024 };
};
