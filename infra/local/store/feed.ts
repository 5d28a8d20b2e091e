/**
 * The change feed. A change is told within the group that it is written in, so that what follows from it at once shares its
 * commit; whoever is told does so in `db.following`. What is not done when the group is committed gets a row of its own in the
 * same commit, which goes when its consumer says `done`: so whatever a crash interrupts is told again, in order.
 */
import type { Change, Key } from '../../../functions/ports/store.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Database } from './database.ts';
import { nameOf, type Standing } from './items.ts';
import { parseBody } from './row.ts';
import { integer, integerOrNone, type Row, text, textOrNone } from './statement.ts';

export type Feed = {
  /** The next changes that this process has not taken yet, oldest first. They may still be taken back. */
  readonly take: (limit: number) => readonly Change[];
  /** Forgets changes; until then they are told again after a restart. Resolves when that is durable. */
  readonly done: (seqs: readonly string[]) => Promise<void>;
  /** Those of the changes that were not taken back. */
  readonly standing: (changes: readonly Change[]) => readonly Change[];
  /** Called when there is something to take: before the commit of a group, and again for what did not fit into memory. */
  readonly onChange: (listener: () => void) => void;
};

export type Changes = {
  readonly feed: Feed;
  /** Inside `enlist` only, as is `overwriting`. */
  readonly note: (key: Key, rev: number, old: Told | undefined, now: Told | undefined) => void;
  /** Before an item changes that no change is noted of. */
  readonly overwriting: (key: Key, old: () => Told | undefined) => void;
};

/** An item as it stood or stands: its text, and the same parsed. */
type Told = Pick<Standing, 'body' | 'item'>;

/** A change of the open group that is not done yet. */
type Noted = { readonly change: Change; readonly old: Told | undefined; readonly now: Told | undefined };

/** Changes kept in memory until they are taken; what comes beyond is read from its rows. */
const MOST = 20_000;
/** In place of a new body that the item itself still holds: no JSON text is this. */
const AS_IT_STANDS = '=';

/** `bodyOf`: of an item as it stands. */
export function openChanges(
  db: Database,
  feeds: (key: Key) => boolean,
  bodyOf: (key: Key) => Json | undefined,
): Changes {
  const insert = db.prepare('INSERT INTO changes (seq, pk, sk, rev, old, new) VALUES (?, ?, ?, ?, ?, ?)');
  const select = db.prepare('SELECT * FROM changes WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT +?');
  const remove = db.prepare('DELETE FROM changes WHERE seq BETWEEN ? AND ?');
  const copy = db.prepare('UPDATE changes SET new = ? WHERE seq = ?');
  const leaning = db.prepare('SELECT seq, pk, sk FROM changes WHERE new = ?');
  // Also beyond the rows there are: a number told once is not given to another change.
  const newest = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'changes'").get();
  const listeners: (() => void)[] = [];
  const takenBack: { readonly after: number; readonly to: number }[] = [];
  const noted = new Map<number, Noted>();
  /** Changes that are not done and whose new body is the item's own, by the item. */
  const lent = new Map<string, number>();
  const lentTo = new Map<number, string>();
  let waiting: Change[] = [];
  let deferred = false;
  let taken = 0;
  let last = integerOrNone(newest?.seq ?? null) ?? 0;
  let durable = last;
  /** The last change that was read from its row; `undefined` while all that is to be told is in memory. */
  let read: number | undefined = 0;

  const lend = (name: string, seq: number): void => {
    lent.set(name, seq);
    lentTo.set(seq, name);
  };

  const giveBack = (seq: number): void => {
    const name = lentTo.get(seq);
    if (name === undefined) return;
    lentTo.delete(seq);
    if (lent.get(name) === seq) lent.delete(name);
  };

  const lendAgain = (): void => {
    lent.clear();
    lentTo.clear();
    for (const row of leaning.all(AS_IT_STANDS)) lend(nameOf(keyOf(row)), integer(row.seq));
  };
  lendAgain();

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  db.beforeCommit(() => {
    const before = taken;
    if (waiting.length > 0) tell();
    return taken > before;
  });
  db.onCommit(() => {
    deferred = false;
    if (durable === last) return;
    durable = last;
    noted.clear();
    if (read !== undefined) tell();
  });
  db.onRollback(() => {
    deferred = false;
    if (last > durable) takenBack.push({ after: durable, to: last });
    noted.clear();
    waiting = waiting.filter(({ seq }) => Number(seq) <= durable);
    durable = last;
    lendAgain();
  });

  const write = (): void => {
    for (const [seq, { change, old, now }] of noted) {
      const { key, rev } = change;
      const body = now === undefined ? null : lentTo.has(seq) ? AS_IT_STANDS : now.body();
      insert.run(seq, key.pk, key.sk, rev, old?.body() ?? null, body);
    }
  };

  const fromRows = (after: number, limit: number): readonly Change[] => {
    const rows = select.all(after, durable, limit);
    const to = integerOrNone(rows.at(-1)?.seq ?? null) ?? after;
    read = rows.length < limit ? undefined : to;
    if (read === undefined) waiting = [...noted].flatMap(([seq, { change }]) => (seq > to ? [change] : []));
    return rows.map((row) => toChange(row, bodyOf));
  };

  const take: Feed['take'] = (limit) => {
    if (waiting.length > 0) {
      taken += 1;
      return waiting.splice(0, limit);
    }
    return read === undefined ? [] : fromRows(read, limit);
  };

  const keep = (change: Change): void => {
    if (read !== undefined) return;
    if (waiting.length < MOST) waiting.push(change);
    else read = last - 1;
  };

  const done: Feed['done'] = (seqs) => {
    const rows: number[] = [];
    for (const seq of seqs.map(Number)) {
      giveBack(seq);
      if (!noted.delete(seq)) rows.push(seq);
    }
    if (rows.length === 0) return Promise.resolve();
    return db.enlist(() => {
      for (const { from, to } of stretches(rows)) remove.run(from, to);
    });
  };

  const overwriting: Changes['overwriting'] = (key, old) => {
    const seq = feeds(key) ? lent.get(nameOf(key)) : undefined;
    if (seq === undefined) return;
    giveBack(seq);
    if (!noted.has(seq)) copy.run(old()?.body() ?? null, seq);
  };

  return {
    feed: {
      take,
      done,
      standing: (changes) => changes.filter(({ seq }) => !takenBack.some(holds(Number(seq)))),
      onChange: (listener) => listeners.push(listener),
    },
    overwriting,
    note: (key, rev, old, now) => {
      if (!feeds(key)) return;
      if (!deferred) db.defer(write);
      deferred = true;
      overwriting(key, () => old);
      last += 1;
      const { pk, sk } = key;
      const change: Change = {
        ...{ seq: String(last), key: { pk, sk }, rev },
        ...(old === undefined ? {} : { old: old.item().body }),
        ...(now === undefined ? {} : { new: now.item().body }),
      };
      noted.set(last, { change, old, now });
      if (now !== undefined && lent.size < MOST) lend(nameOf(key), last);
      keep(change);
    },
  };
}

const holds =
  (seq: number) =>
  ({ after, to }: { readonly after: number; readonly to: number }): boolean =>
    seq > after && seq <= to;

/** Numbers that follow each other, as few pairs. */
function stretches(seqs: readonly number[]): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const seq of seqs) {
    const last = found.at(-1);
    if (last?.to === seq - 1) last.to = seq;
    else found.push({ from: seq, to: seq });
  }
  return found;
}

const keyOf = (row: Row): Key => ({ pk: text(row.pk), sk: text(row.sk) });

function toChange(row: Row, bodyOf: (key: Key) => Json | undefined): Change {
  const key = keyOf(row);
  const old = textOrNone(row.old);
  const written = textOrNone(row.new);
  const now = written === AS_IT_STANDS ? bodyOf(key) : written === undefined ? undefined : parseBody(written);
  return {
    ...{ seq: String(integer(row.seq)), key, rev: integer(row.rev) },
    ...(old === undefined ? {} : { old: parseBody(old) }),
    ...(now === undefined ? {} : { new: now }),
  };
}
