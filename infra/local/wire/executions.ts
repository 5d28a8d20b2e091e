/**
 * Executions as the service is asked about them. The engine runs them; what it records goes into these rows in the commit of
 * each step, so that a history never says less or more than what happened. Of Express executions nothing is kept.
 */

import type { ExecutionStatus } from '../../../functions/ports/machines.ts';
import type { HistoryEvent } from '../../../workflow-compiler/interpreter/history.ts';
import type { Timekeeper } from '../clock.ts';
import type { Ending } from '../engine/execution.ts';
import { asStatus } from '../engine/rows.ts';
import type { Recorder } from '../engine/steps.ts';
import type { Database } from '../store/database.ts';
import { integer, integerOrNone, type Row, text, textOrNone } from '../store/statement.ts';
import type { Target } from './shelf.ts';

export type Execution = {
  readonly id: number;
  readonly arn: string;
  readonly machine: number;
  readonly revision: number;
  readonly name: string;
  /** Its name in the engine. */
  readonly own: string;
  readonly status: ExecutionStatus;
  readonly input: string;
  readonly started: number;
  readonly ended: number | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly version: number | undefined;
  readonly alias: string | undefined;
};

export type Kept = { readonly at: number } & Pick<HistoryEvent, 'id' | 'thread' | 'parent' | 'happening'>;

export type Fresh = {
  readonly arn: string;
  readonly target: Target;
  readonly name: string;
  readonly own: string;
  readonly input: string;
};

export type Filter = {
  readonly machine: number;
  readonly status?: ExecutionStatus;
  readonly version?: number;
  readonly alias?: string;
};

export type Executions = {
  readonly recorder: Recorder;
  /** Inside `enlist`. */
  readonly insert: (fresh: Fresh) => void;
  readonly byArn: (arn: string) => Execution | undefined;
  readonly byName: (machine: number, name: string) => Execution | undefined;
  /** Newest first. */
  readonly list: (filter: Filter, from: number, count: number) => readonly Execution[];
  readonly history: (execution: number) => readonly Kept[];
  /** Resolves when the end of a running execution is on disk. */
  readonly whenOver: (arn: string) => Promise<Ending>;
  /** Inside `enlist`: drops a machine that is being deleted, once none of its executions runs. */
  readonly dropIfOver: (machine: number) => void;
  /** Inside `enlist`: forgets up to `limit` executions that ended before a moment. */
  readonly sweep: (before: number, limit: number) => number;
};

export function openExecutions(db: Database, clock: Timekeeper): Executions {
  const insert = db.prepare(
    `INSERT INTO wire_executions (arn, machine, revision, name, own, status, input, started, version, alias)
     VALUES (?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?)`,
  );
  const byArn = db.prepare('SELECT * FROM wire_executions WHERE arn = ?');
  const byName = db.prepare('SELECT * FROM wire_executions WHERE machine = ? AND name = ?');
  const list = db.prepare(
    `SELECT * FROM wire_executions WHERE machine = ?1 AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR version = ?3)
     AND (?4 IS NULL OR alias = ?4) ORDER BY started DESC, id DESC LIMIT ?5 OFFSET ?6`,
  );
  const end = db.prepare(
    'UPDATE wire_executions SET status = ?, ended = ?, output = ?, error = ?, cause = ? WHERE id = ?',
  );
  const remove = db.prepare('DELETE FROM wire_executions WHERE id = ?');
  const note = db.prepare('INSERT INTO wire_events (execution, event, at, told) VALUES (?, ?, ?, ?)');
  const events = db.prepare('SELECT event, at, told FROM wire_events WHERE execution = ? ORDER BY event');
  const typeOf = db.prepare('SELECT type, status FROM wire_machines WHERE id = ?');
  const running = db.prepare(
    "SELECT id FROM wire_executions WHERE machine = ? AND status = 'RUNNING' LIMIT 1",
  );
  const over = db.prepare('SELECT id FROM wire_executions WHERE ended < ? LIMIT ?');
  const forgetEvents = db.prepare('DELETE FROM wire_events WHERE execution = ?');
  const waiting = new Map<string, ((ending: Ending) => void)[]>();

  const find = (arn: string): Execution | undefined => toExecution(byArn.get(arn));

  const isExpress = (machine: number): boolean => typeOf.get(machine)?.type === 'EXPRESS';

  const dropIfOver = (machine: number): void => {
    if (typeOf.get(machine)?.status !== 'DELETING' || running.get(machine) !== undefined) return;
    for (const sql of DROPPING) db.prepare(sql).run(machine);
  };

  const recorder: Recorder = {
    step: ({ state }, { history = [] }, ending) => {
      const execution = find(state.start.id);
      if (execution === undefined) return;
      const { id, machine } = execution;
      const express = isExpress(machine);
      const now = clock.now();
      if (!express) {
        for (const { id: event, ...told } of history) note.run(id, event, now, JSON.stringify(told));
      }
      if (ending === undefined) return;
      const { status, output, error = null, cause = null } = ending;
      if (express) remove.run(id);
      else end.run(status, now, output === undefined ? null : JSON.stringify(output), error, cause, id);
      dropIfOver(machine);
    },
    ended: ({ state }, ending) => {
      const { id } = state.start;
      const resolved = waiting.get(id) ?? [];
      waiting.delete(id);
      for (const resolve of resolved) resolve(ending);
    },
  };

  return {
    recorder,
    insert: ({ arn, target, name, own, input }) => {
      const { machine, revision, version, alias } = target;
      const known = [version?.number ?? null, alias?.name ?? null];
      insert.run(arn, machine.id, revision.id, name, own, input, clock.now(), ...known);
    },
    byArn: find,
    byName: (machine, name) => toExecution(byName.get(machine, name)),
    list: ({ machine, status, version, alias }, from, count) =>
      list
        .all(machine, status ?? null, version ?? null, alias ?? null, count, from)
        .flatMap((row) => toExecution(row) ?? []),
    history: (execution) => events.all(execution).map(toKept),
    whenOver: (arn) =>
      new Promise((resolve) => {
        waiting.set(arn, [...(waiting.get(arn) ?? []), resolve]);
      }),
    dropIfOver,
    sweep: (before, limit) => {
      const found = over.all(before, limit);
      for (const row of found) {
        forgetEvents.run(integer(row.id));
        remove.run(integer(row.id));
      }
      return found.length;
    },
  };
}

const DROPPING = [
  'DELETE FROM wire_events WHERE execution IN (SELECT id FROM wire_executions WHERE machine = ?)',
  'DELETE FROM wire_executions WHERE machine = ?',
  'DELETE FROM wire_aliases WHERE machine = ?',
  'DELETE FROM wire_versions WHERE machine = ?',
  'DELETE FROM wire_revisions WHERE machine = ?',
  "DELETE FROM wire_tags WHERE arn LIKE '%:stateMachine:' || (SELECT name FROM wire_machines WHERE id = ?)",
  'DELETE FROM wire_machines WHERE id = ?',
];

// These rows alone write this column, always from an event of the interpreter.
function toKept(row: Row): Kept {
  const told: Omit<HistoryEvent, 'id'> = JSON.parse(text(row.told));
  return { ...told, id: integer(row.event), at: integer(row.at) };
}

function toExecution(row: Row | undefined): Execution | undefined {
  if (row === undefined) return undefined;
  return {
    id: integer(row.id),
    arn: text(row.arn),
    machine: integer(row.machine),
    revision: integer(row.revision),
    name: text(row.name),
    own: text(row.own),
    status: asStatus(text(row.status)),
    input: text(row.input),
    started: integer(row.started),
    ended: integerOrNone(row.ended),
    output: textOrNone(row.output),
    error: textOrNone(row.error),
    cause: textOrNone(row.cause),
    version: integerOrNone(row.version),
    alias: textOrNone(row.alias),
  };
}
