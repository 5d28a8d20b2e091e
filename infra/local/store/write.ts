/**
 * One transaction against the items: conditions are looked at first and together, then everything is applied, the
 * changes are noted for the feed, and the folds add what has to be true in the same commit.
 */
import type { Condition, Key, Write, Written } from '../../../functions/ports/store.ts';
import { StoreMisuse } from '../../../functions/ports/store-errors.ts';
import { checkBody, checkKey, checkWrites } from '../../../functions/ports/store-limits.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Changes } from './feed.ts';
import type { Items } from './items.ts';
import { isObject, parseBody, toItem } from './row.ts';
import { integer, type Row, text } from './statement.ts';

/** What a fold sees of a put or delete: `old` is absent when the item is new, `new` when it was deleted. */
type Folded = { readonly key: Key; readonly old?: Json; readonly new?: Json };

/** Writes that belong into the same commit as a change: counters above all. Their conditions are not looked at. */
export type Fold = (change: Folded) => readonly Write[];

export type Writer = (writes: readonly Write[]) => Written;

type Applied = { readonly rev: number; readonly old: string | undefined; readonly new: string | undefined };

/** Prepared before the first write, so that whatever can be refused is refused while nothing has happened. */
type Planned = { readonly write: Write; readonly body: string | undefined };

export function openWriter(items: Items, changes: Changes, folds: readonly Fold[]): Writer {
  const apply = ({ write, body }: Planned): Applied => {
    const row = items.row(write.key);
    const rev = row === undefined ? 1 : integer(row.rev) + 1;
    const old = row === undefined ? undefined : text(row.body);
    switch (write.do) {
      case 'put': {
        const next = body ?? '';
        if (row === undefined) items.insert(write.key, next, write);
        else items.replace(row, rev, next, write);
        return { rev, old, new: next };
      }
      case 'delete':
        if (row === undefined) return { rev: 0, old, new: undefined };
        items.remove(row);
        return { rev, old, new: undefined };
      case 'add': {
        const next = added(write.key, row, write.amounts);
        if (row === undefined) items.insert(write.key, next, {});
        else items.setBody(row, rev, next);
        return { rev, old, new: next };
      }
    }
  };

  const fold = (write: Write, applied: Applied): void => {
    if (folds.length === 0) return;
    const change: Folded = {
      key: write.key,
      ...(applied.old === undefined ? {} : { old: parseBody(applied.old) }),
      ...(applied.new === undefined ? {} : { new: parseBody(applied.new) }),
    };
    for (const each of folds) {
      for (const extra of each(change)) {
        checkKey(extra.key);
        note(extra, apply(planned(extra)));
      }
    }
  };

  const note = (write: Write, applied: Applied): void => {
    if (write.do === 'add' || (applied.old === undefined && applied.new === undefined)) return;
    changes.note(write.key, applied.rev, applied.old, applied.new);
  };

  return (writes) => {
    checkWrites(writes);
    for (const [position, write] of writes.entries()) {
      if (write.do === 'add') {
        if (writes.length > 1) added(write.key, items.row(write.key), write.amounts);
        continue;
      }
      if (write.when === undefined) continue;
      const row = items.row(write.key);
      if (holds(write.when, row)) continue;
      return { ok: false, conflict: position, found: row === undefined ? undefined : toItem(row) };
    }
    const plans = writes.map(planned);
    const revs = plans.map((plan) => {
      const applied = apply(plan);
      note(plan.write, applied);
      if (plan.write.do !== 'add') fold(plan.write, applied);
      return applied.rev;
    });
    return { ok: true, revs };
  };
}

function planned(write: Write): Planned {
  if (write.do !== 'put') return { write, body: undefined };
  if (write.index !== undefined) for (const key of Object.values(write.index)) checkKey(key);
  const body = JSON.stringify(write.body);
  checkBody(write.key, body);
  return { write, body };
}

function holds(when: Condition, row: Row | undefined): boolean {
  if (when === 'absent') return row === undefined;
  if (when === 'present') return row !== undefined;
  return row !== undefined && integer(row.rev) === when.rev;
}

function added(key: Key, row: Row | undefined, amounts: { readonly [field: string]: number }): string {
  const body = row === undefined ? {} : parseBody(text(row.body));
  if (!isObject(body)) {
    throw new StoreMisuse(
      `Nothing can be added to the item \`${key.pk}\` \`${key.sk}\`: its body is no object.`,
    );
  }
  const sums: Record<string, Json> = { ...body };
  for (const [field, amount] of Object.entries(amounts)) {
    const before = sums[field] ?? 0;
    if (typeof before !== 'number' || !Number.isFinite(amount)) {
      throw new StoreMisuse(`\`${field}\` of the item \`${key.pk}\` \`${key.sk}\` is no number to add to.`);
    }
    sums[field] = before + amount;
  }
  const next = JSON.stringify(sums);
  checkBody(key, next);
  return next;
}
