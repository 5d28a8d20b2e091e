/**
 * The change feed. A change is a row written in the transaction of the write it tells of, and goes when its consumer
 * says `done`; so whatever a crash interrupts is told again, in order. Only durable changes are told.
 */
import type { Change, Key } from '../../../functions/ports/store.ts';
import type { Database } from './database.ts';
import { parseBody } from './row.ts';
import { integer, integerOrNone, type Row, text, textOrNone } from './statement.ts';

export type Feed = {
  /** The next durable changes that this process has not taken yet, oldest first. */
  readonly take: (limit: number) => readonly Change[];
  /** Forgets changes; until then they are told again after a restart. Resolves when that is durable. */
  readonly done: (seqs: readonly string[]) => Promise<void>;
  /** Called when there is something to take. */
  readonly onChange: (listener: () => void) => void;
};

export type Changes = {
  readonly feed: Feed;
  /** Inside `enlist` only. */
  readonly note: (
    key: Key,
    rev: number,
    old: (() => string) | undefined,
    now: (() => string) | undefined,
  ) => void;
};

export function openChanges(db: Database, feeds: (key: Key) => boolean): Changes {
  const insert = db.prepare('INSERT INTO changes (pk, sk, rev, old, new) VALUES (?, ?, ?, ?, ?)');
  const select = db.prepare('SELECT * FROM changes WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?');
  const remove = db.prepare('DELETE FROM changes WHERE seq BETWEEN ? AND ?');
  const newest = db.prepare('SELECT MAX(seq) AS seq FROM changes').get();
  const listeners: (() => void)[] = [];
  let durable = integerOrNone(newest?.seq) ?? 0;
  let applied = durable;
  let taken = 0;

  db.onCommit(() => {
    if (applied === durable) return;
    durable = applied;
    for (const listener of listeners) listener();
  });
  db.onRollback(() => {
    applied = durable;
  });

  const take: Feed['take'] = (limit) => {
    if (taken >= durable) return [];
    const changes = select.all(taken, durable, limit);
    const last = changes.at(-1);
    taken = changes.length < limit || last === undefined ? durable : integer(last.seq);
    return changes.map(toChange);
  };

  return {
    feed: {
      take,
      done: (seqs) =>
        db.enlist(() => {
          for (const { from, to } of stretches(seqs.map(Number))) remove.run(from, to);
        }),
      onChange: (listener) => listeners.push(listener),
    },
    note: ({ pk, sk }, rev, old, now) => {
      if (feeds({ pk, sk })) applied = insert.run(pk, sk, rev, old?.() ?? null, now?.() ?? null).rowid;
    },
  };
}

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

function toChange(row: Row): Change {
  const old = textOrNone(row.old);
  const now = textOrNone(row.new);
  return {
    seq: String(integer(row.seq)),
    key: { pk: text(row.pk), sk: text(row.sk) },
    rev: integer(row.rev),
    ...(old === undefined ? {} : { old: parseBody(old) }),
    ...(now === undefined ? {} : { new: parseBody(now) }),
  };
}
