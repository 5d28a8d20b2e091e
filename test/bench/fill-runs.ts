/** Runs that wait, written as enrolment and parking leave them, so that a million are there without having been carried. */
import type { Deps } from '../../functions/deps.ts';
import type { TenantId } from '../../functions/domain/ids.ts';
import { newRun } from '../../functions/domain/run/enrol.ts';
import type { RunRow } from '../../functions/domain/run/row.ts';
import { putRun } from '../../functions/domain/run/turn.ts';
import { readVersion } from '../../functions/domain/workflow/pinned.ts';
import { contactId } from './bench-tenant.ts';

const AT_ONCE = 1000;
const YEAR_MS = 365 * 86_400_000;

/** Of the workflow `carry`, of contacts from `first` on who need not be there. */
export async function fillRuns(deps: Deps, tenant: TenantId, count: number, first = 0): Promise<void> {
  const { store, clock } = deps;
  const version = await readVersion(store, tenant, 'carry', 1);
  if (version === undefined) throw new Error('no workflow `carry`');
  for (let from = first; from < first + count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, first + count - from) }, (_, index) => from + index);
    await Promise.all(
      some.map((index) => {
        const owner = { tenant, contact: contactId(index) };
        const now = clock.now();
        const at = new Date(now).toISOString();
        const until = new Date(now + YEAR_MS).toISOString();
        const activity = {
          id: `start-${index}`,
          type: 'external.occurred' as const,
          at,
          properties: { name: 'start' },
        };
        const run = `${owner.contact}.${index.toString(16).padStart(12, '0')}`;
        const begun = newRun(owner, version, run, { activity, depth: 0 }, now);
        const row: RunRow = {
          ...begun,
          state: 'waiting',
          step: 'pause',
          turn: 2,
          due: until,
          wait: { kind: 'time', until },
        };
        return store.write(putRun(owner, { row, writes: [] }, 'absent'));
      }),
    );
  }
}
