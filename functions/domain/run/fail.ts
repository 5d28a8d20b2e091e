/** Marks a run failed: its machine gave up, or the sweeper found that its execution ended without it. */
import type { Deps } from '../../deps.ts';
import { withHistory } from './history.ts';
import { type Owner, runKey } from './keys.ts';
import { asRun, type HistoryEntry } from './row.ts';
import { iso } from './settle.ts';
import { endRow, putRun } from './turn.ts';
import { isAtWork } from './wake.ts';

const CAUSE = 2000;

/**
 * Nothing when the run is over already. `step`: where it happened, if somebody knows. `generation`: which wake-up of an
 * express run failed; one that came too late says nothing about the run.
 */
export async function failRun(
  deps: Deps,
  owner: Owner,
  run: string,
  error: { readonly name: string; readonly cause: string },
  step?: string,
  generation?: number,
): Promise<void> {
  const cause = readable(error.cause).slice(0, CAUSE);
  for (;;) {
    const item = await deps.store.get(runKey(owner, run));
    if (item === undefined) return;
    const row = asRun(item);
    if (row.endedAt !== undefined) return;
    if (generation !== undefined && row.generation !== generation && !isAtWork(row, generation)) return;
    const at = iso(deps.clock.now());
    const where = step ?? row.step;
    const ended = endRow({ ...row, step: where }, at, 'failed', error.name).row;
    const entry: HistoryEntry = {
      turn: row.turn,
      step: where,
      at,
      did: 'failed',
      why: `${error.name}: ${cause}`,
    };
    const next = withHistory(owner, { ...ended, error: { name: error.name, cause } }, [entry]);
    if ((await deps.store.write(putRun(owner, next, item.rev))).ok) {
      deps.log.error('run failed', { tenant: owner.tenant, run, error: error.name });
      return;
    }
  }
}

/** Lambda's causes are JSON with the message inside; others are text. */
function readable(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed !== 'object' || parsed === null || !('errorMessage' in parsed)) return cause;
    return String(parsed.errorMessage);
  } catch {
    return cause;
  }
}
