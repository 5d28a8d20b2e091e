/**
 * Ends a wait. An event, the timeout and an interrupt race for the row by one conditional write; the winner's path stands in
 * the row before anybody is told, and the machine is only woken. Whoever loses follows the winner.
 */
import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import type { Deps } from '../../deps.ts';
import type { Item } from '../../ports/store.ts';
import { withHistory } from './history.ts';
import { listenKey, type Owner } from './keys.ts';
import { asRun, type HistoryEntry, type RunEvent, type RunRow } from './row.ts';
import { answer, type Entry, iso } from './settle.ts';
import { after, EXPRESS_LEASE_MS, LEASE_MS, moving, putRun, woken } from './turn.ts';
import { isWakeable, startSegment } from './wake.ts';

export type Winner = {
  /** A path's id, `timeout`, or an interrupt's id. */
  readonly path: string;
  readonly entries: readonly Entry[];
  readonly event?: RunEvent;
  /** Interrupts stay listened to after the wait. */
  readonly listens: boolean;
};

/** Claims the wait that `item` shows. `false`: the row moved meanwhile; read it again. */
export async function claim(deps: Deps, owner: Owner, item: Item, winner: Winner): Promise<boolean> {
  const row = asRun(item);
  const { wait } = row;
  if (!isWakeable(wait)) return false;
  const at = iso(deps.clock.now());
  const claimed = claimedRow(row, winner, at);
  const next = withHistory(
    owner,
    claimed,
    winner.entries.map((entry): HistoryEntry => ({ ...entry, turn: row.turn, at })),
  );
  const silence = winner.listens ? [] : [{ do: 'delete', key: listenKey(owner, row.run) } as const];
  const written = await deps.store.write([...putRun(owner, next, item.rev), ...silence]);
  if (!written.ok) return false;
  if (wait.token === undefined) await startSegment(deps, owner, claimed);
  else await deps.machines.succeed(wait.token, wakeCursor(owner, claimed));
  return true;
}

/** Tells the machine once more what the row decided: a wake that was written but perhaps never told. */
export async function wakeAgain(deps: Deps, owner: Owner, row: RunRow): Promise<void> {
  if (row.wake !== undefined) await deps.machines.succeed(row.wake.token, wakeCursor(owner, row));
}

/** The row after a won race: pure, so that the simulator claims by the same rule. */
export function claimedRow(row: RunRow, winner: Winner, at: string): RunRow {
  const { pending, within: _within, ...rest } = moving(row);
  const { token, resume, loops } = row.wait ?? {};
  const counted = loops === undefined ? {} : { loops };
  return {
    ...rest,
    ...(pending === undefined || pending.path === winner.path ? {} : { pending }),
    ...(winner.event === undefined ? {} : { event: winner.event, woken: woken(row, winner.event.id) }),
    ...(token === undefined ? {} : { wake: { token, ...counted } }),
    ...(resume === undefined ? {} : { within: { first: row.turn, at: resume, ...counted } }),
    state: 'running',
    turn: row.turn + 1,
    generation: row.generation + 1,
    last: { turn: row.turn, path: winner.path },
    due: after(at, resume === undefined ? LEASE_MS : EXPRESS_LEASE_MS),
    updatedAt: at,
  };
}

/** The cursor that the waiting state continues with: the row's place and the counters that only the machine knew. */
export function wakeCursor({ tenant, contact }: Owner, row: RunRow): Cursor {
  const { workflow, version, run, last, wake } = row;
  const turn = last?.turn ?? 0;
  return answer(
    { tenant, contact, workflow, version, run, turn, trail: [], loops: wake?.loops ?? {} },
    last ?? {},
  );
}
