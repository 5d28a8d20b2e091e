/**
 * What became of a held message is known before its 15 minutes are over: its run need not wait them out. Where the run's row is all
 * that waits (express) the wait ends now, and the timer that follows from the row goes on; a machine that waits by itself
 * (standard) cannot be woken from a moment, and comes back when it is over.
 */
import type { Deps } from '../../deps.ts';
import { type Owner, runKey } from '../run/keys.ts';
import { asRun } from '../run/row.ts';
import { iso } from '../run/settle.ts';
import { putRun } from '../run/turn.ts';

/** Whoever moves the row meanwhile has read the message, or comes back when the time is over. */
const ATTEMPTS = 5;

/** `turn`: the message's. Nothing happens to a run that has gone on. */
export async function release(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  owner: Owner,
  run: string,
  turn: number,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const item = await store.get(runKey(owner, run));
    if (item === undefined) return;
    const row = asRun(item);
    const { wait } = row;
    if (row.state !== 'held' || wait?.kind !== 'held' || row.turn !== turn) return;
    const at = iso(clock.now());
    // A wait that a machine ends is due only some time after its end.
    if (row.due !== wait.until || wait.until <= at) return;
    const ended = { ...row, wait: { ...wait, until: at }, due: at, updatedAt: at };
    if ((await store.write(putRun(owner, { row: ended, writes: [] }, item.rev))).ok) return;
  }
}
