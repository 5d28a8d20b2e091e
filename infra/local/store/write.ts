/**
 * One transaction against the items: conditions are looked at first and together, then everything is applied, the
 * changes are noted for the feed, and the folds add what has to be true in the same commit.
 */
import type { Condition, Key, Write, Written } from '../../../functions/ports/store.ts';
import { checkBody, checkKey, checkWrites } from '../../../functions/ports/store-limits.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Changes } from './feed.ts';
import type { Items, Standing } from './items.ts';

/** What a fold sees of a put or delete: `old` is absent when the item is new, `new` when it was deleted. */
type Folded = { readonly key: Key; readonly old?: Json; readonly new?: Json };

/** Writes that belong into the same commit as a change: counters above all. Their conditions are not looked at. */
export type Fold = (change: Folded) => readonly Write[];

export type Writer = (writes: readonly Write[]) => Written;

/** Prepared before the first write, so that whatever can be refused is refused while nothing has happened. */
type Planned = { readonly write: Write; readonly body: string | undefined };

export function openWriter(items: Items, changes: Changes, folds: readonly Fold[]): Writer {
  /** Answers the new revision. */
  const apply = ({ write, body }: Planned, folding: readonly Fold[]): number => {
    if (write.do === 'add') {
      changes.overwriting(write.key, () => items.find(write.key));
      return items.add(write.key, write.amounts).rev;
    }
    const old = items.find(write.key);
    if (write.do === 'delete' && old === undefined) return 0;
    const now = write.do === 'put' ? items.put(write, body ?? '') : undefined;
    if (write.do === 'delete') items.remove(write.key);
    const rev = now?.rev ?? (old?.rev ?? 0) + 1;
    changes.note(write.key, rev, old, now);
    if (folding.length === 0) return rev;
    const change = folded(write.key, old, now);
    for (const fold of folding) {
      for (const extra of fold(change)) {
        checkKey(extra.key);
        apply(planned(extra), []);
      }
    }
    return rev;
  };

  return (writes) => {
    checkWrites(writes);
    const conflict = writes.findIndex((write) => {
      if (write.do === 'add') items.checkAdd(write.key, write.amounts);
      else if (write.when !== undefined) return !holds(write.when, items.find(write.key));
      return false;
    });
    const against = writes[conflict];
    if (against !== undefined) return { ok: false, conflict, found: items.find(against.key)?.item() };
    return { ok: true, revs: writes.map(planned).map((plan) => apply(plan, folds)) };
  };
}

function folded(key: Key, old: Standing | undefined, now: Standing | undefined): Folded {
  return {
    key,
    ...(old === undefined ? {} : { old: old.item().body }),
    ...(now === undefined ? {} : { new: now.item().body }),
  };
}

function planned(write: Write): Planned {
  if (write.do !== 'put') return { write, body: undefined };
  if (write.index !== undefined) for (const key of Object.values(write.index)) checkKey(key);
  const body = JSON.stringify(write.body);
  checkBody(write.key, body);
  return { write, body };
}

function holds(when: Condition, found: Standing | undefined): boolean {
  if (when === 'absent') return found === undefined;
  if (when === 'present') return found !== undefined;
  return found?.rev === when.rev;
}
