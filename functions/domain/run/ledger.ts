/**
 * A run's row in the hands of one call. A turn that leaves something behind besides the row is written with it, at once. A turn
 * that does not is kept and written with the next one: at the latest before anything leaves the house, at a wait, and at the
 * end. What was kept by a call that dies is done again: decisions on which nobody acted, and messages whose own row tells.
 */
import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import type { Deps } from '../../deps.ts';
import type { Write } from '../../ports/store.ts';
import { workflowKey } from '../workflow/keys.ts';
import { asWorkflow, type WorkflowRow } from '../workflow/row.ts';
import { Left } from './errors.ts';
import { ownerOf, runKey } from './keys.ts';
import { asRun, type RunRow } from './row.ts';
import { type NextRow, putRun } from './turn.ts';

/** How old what was read may be, in milliseconds, when a turn begins: stopping a workflow counts within a second. */
const FRESH_MS = 1000;

export type Turn = {
  /** The row after the turn; asked again when the row got a mark meanwhile. */
  readonly next: (row: RunRow) => NextRow;
  /** Each carries a condition or a key of its own, so that writing it a second time changes nothing. */
  readonly effects?: readonly Write[];
  /** Done again, it comes out the same: what came of it stands in a row of its own. */
  readonly recorded?: boolean;
};

export type Seen = { readonly row: RunRow; readonly workflow: WorkflowRow };

/** `again`: an effect's condition failed. `moved`: the row changed; look at it again. In neither case is the turn written. */
export type Saved = 'written' | 'again' | 'moved';

export type Ledger = {
  /** The row with all that is kept. Throws `Left` when the run is gone. */
  readonly look: () => Promise<Seen>;
  readonly keep: (turn: Turn) => void;
  /** Writes what is kept, and `turn` behind it. */
  readonly save: (turn?: Turn) => Promise<Saved>;
  /** Nothing is kept any more, or somebody else has done it. */
  readonly settle: () => Promise<void>;
  /** Whether the run is a row of this ledger's, and not one that somebody else was faster to write. */
  readonly stands: () => boolean;
  /** How often turns were kept that somebody else has done meanwhile, perhaps otherwise: what follows from them is not so. */
  readonly lost: () => number;
};

type Base = { readonly row: RunRow; readonly rev: number | 'absent' };

/** A run that is not a row yet: the first thing that is written makes it one. Throws `Left` when somebody else was faster. */
export type Birth = {
  readonly row: RunRow;
  readonly effects: readonly Write[];
  readonly workflow: WorkflowRow;
};

export function openLedger(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  cursor: Pick<Cursor, 'tenant' | 'contact' | 'workflow' | 'run'>,
  birth?: Birth,
): Ledger {
  const owner = ownerOf(cursor);
  const key = runKey(owner, cursor.run);
  let base: Base | undefined = birth === undefined ? undefined : { row: birth.row, rev: 'absent' };
  let workflow = birth?.workflow;
  let read = birth === undefined ? Number.NEGATIVE_INFINITY : clock.now();
  let kept: readonly Turn[] = [];
  let lost = 0;
  const born = birth?.effects ?? [];

  async function refresh(): Promise<Seen & Base> {
    const [item, flow] = await store.getMany([key, workflowKey(owner.tenant, cursor.workflow)]);
    if (item === undefined || flow === undefined) throw new Left('the run is gone');
    const row = asRun(item);
    // A mark on the row leaves what is kept as it is; whoever went on with the run has done it already.
    if (base?.row.turn !== row.turn || base.row.generation !== row.generation) {
      if (kept.length > 0) lost += 1;
      kept = [];
    }
    base = { row, rev: item.rev };
    workflow = asWorkflow(flow);
    read = clock.now();
    return { row, workflow, rev: item.rev };
  }

  const after = (turns: readonly Turn[], { row }: Base): NextRow =>
    turns.reduce<NextRow>(
      (now, { next }) => {
        const { row: then, writes } = next(now.row);
        return { row: then, writes: [...now.writes, ...writes] };
      },
      { row, writes: [] },
    );

  const ledger: Ledger = {
    async look() {
      const stale = clock.now() - read > FRESH_MS && base?.rev !== 'absent';
      const from =
        base === undefined || workflow === undefined || stale ? await refresh() : { ...base, workflow };
      return { row: after(kept, from).row, workflow: from.workflow };
    },
    keep(turn) {
      kept = [...kept, turn];
    },
    async save(turn) {
      const from = base ?? (await refresh());
      const turns = turn === undefined ? kept : [...kept, turn];
      if (turns.length === 0 && from.rev !== 'absent') return 'written';
      const effects = turn?.effects ?? [];
      const apart = store.billed && effects.length > 0;
      // What is decided stands before anybody acts on it.
      if (apart && (from.rev === 'absent' || kept.some(({ recorded }) => recorded !== true))) {
        const decided = await ledger.save();
        return decided === 'written' ? ledger.save(turn) : decided;
      }
      if (apart && !(await each(effects))) return 'again';
      const next = after(turns, from);
      const own = apart ? [] : effects;
      const first = from.rev === 'absent' ? born : [];
      const written = await store.write([...own, ...putRun(owner, next, from.rev), ...first]);
      if (written.ok) {
        base = { row: next.row, rev: written.revs[own.length] ?? 1 };
        kept = [];
        return 'written';
      }
      if (written.conflict < own.length) return 'again';
      if (from.rev === 'absent') {
        [base, kept] = [undefined, []];
        throw new Left('the run was entered by another event');
      }
      await refresh();
      return 'moved';
    },
    async settle() {
      while (kept.length > 0 || base?.rev === 'absent') await ledger.save();
    },
    stands: () => base !== undefined && base.rev !== 'absent',
    lost: () => lost,
  };
  return ledger;

  /** One after the other; one that stands already was written by a call before this one. */
  async function each(effects: readonly Write[]): Promise<boolean> {
    for (const effect of effects) {
      const written = await store.write([effect]);
      if (!written.ok && !('when' in effect && effect.when === 'absent')) return false;
    }
    return true;
  }
}
