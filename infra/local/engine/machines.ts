/** The machines: the stored text is what runs, loaded when first needed and kept loaded while in use. */
import { Rejected } from '../../../functions/domain/run/errors.ts';
import type { Placement } from '../../../workflow-compiler/artifact.ts';
import { invocations } from '../../../workflow-compiler/interpreter/invocations.ts';
import { MachineRefused } from '../../../workflow-compiler/interpreter/loading.ts';
import { type LoadedMachine, loadMachine } from '../../../workflow-compiler/interpreter/machine.ts';
import type { Database } from '../store/database.ts';
import { integer, type Row, text } from '../store/statement.ts';
import type { CallsOf, NamesOf } from './rows.ts';

export type Machine = {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly removed: boolean;
  /** Names of executions may come again, and an execution leaves nothing behind. */
  readonly express: boolean;
  readonly loaded: LoadedMachine;
};

export type MachineShelf = {
  readonly create: (name: string, definition: string, placement?: Placement) => Promise<string>;
  readonly byArn: (arn: string) => Machine | undefined;
  readonly byId: (id: number) => Machine | undefined;
  /** Refuses new executions from now on; the text goes with the last execution. */
  readonly remove: (arn: string) => Promise<number | undefined>;
  /** Inside `enlist`: drops a part of what is over of a removed machine, and the machine with the last; `true` if more is left to drop. */
  readonly clear: (machine: number) => boolean;
  readonly removed: () => readonly number[];
  readonly isRemoved: (machine: number) => boolean;
  readonly isExpress: (machine: number) => boolean;
  readonly idOf: (arn: string) => number | undefined;
  readonly arnOf: (machine: number) => string | undefined;
  /** What an execution calls itself unless it was given names of its own. Does not load the machine. */
  readonly names: NamesOf;
  /** Throws where the machine cannot be loaded. */
  readonly calls: CallsOf;
  readonly forget: () => void;
};

const LOADED = 256;
const CLEARED_AT_ONCE = 1000;
const PREFIX = 'arn:aws:states:local:000000000000:';

export const executionArn = (machine: string, name: string): string =>
  `${PREFIX}execution:${machine}:${name}`;

export function openMachines(db: Database): MachineShelf {
  const insert = db.prepare('INSERT INTO machines (arn, name, definition, express) VALUES (?, ?, ?, ?)');
  const restore = db.prepare('UPDATE machines SET removed = 0 WHERE id = ?');
  const remove = db.prepare('UPDATE machines SET removed = 1 WHERE id = ?');
  const selectArn = db.prepare('SELECT * FROM machines WHERE arn = ?');
  const selectId = db.prepare('SELECT * FROM machines WHERE id = ?');
  const selectRemoved = db.prepare('SELECT id FROM machines WHERE removed = 1');
  const drop = db.prepare('DELETE FROM machines WHERE id = ?');
  const dropEnded = db.prepare(
    `DELETE FROM executions WHERE id IN (SELECT id FROM executions WHERE machine = ? AND status <> 'RUNNING'
     AND untold IS NULL LIMIT ${CLEARED_AT_ONCE})`,
  );
  const anyLeft = db.prepare('SELECT id FROM executions WHERE machine = ? LIMIT 1');
  const ids = new Map<string, number>();
  const shelf = new Map<number, Machine>();
  let newest: Machine | undefined;
  /** Of the machine that was made last: it is mostly run next, and reading it again takes longer than all else. */
  let made: { readonly definition: string; readonly loaded: LoadedMachine } | undefined;

  const load = (row: Row | undefined): Machine | undefined => {
    if (row === undefined) return undefined;
    const definition = text(row.definition);
    const machine: Machine = {
      id: integer(row.id),
      arn: text(row.arn),
      name: text(row.name),
      removed: integer(row.removed) === 1,
      express: integer(row.express) === 1,
      loaded: made?.definition === definition ? made.loaded : loadMachine(definition),
    };
    shelve(machine);
    return machine;
  };

  const shelve = (machine: Machine): void => {
    newest = machine;
    shelf.delete(machine.id);
    shelf.set(machine.id, machine);
    ids.set(machine.arn, machine.id);
    if (shelf.size <= LOADED) return;
    for (const oldest of shelf.values()) {
      shelf.delete(oldest.id);
      ids.delete(oldest.arn);
      break;
    }
  };

  const forget = (): void => {
    newest = undefined;
    shelf.clear();
    ids.clear();
  };

  const byId = (id: number): Machine | undefined => {
    const known = shelf.get(id);
    if (known === undefined) return load(selectId.get(id));
    if (known !== newest) shelve(known);
    return known;
  };

  const idOf = (arn: string): number | undefined => {
    const known = ids.get(arn);
    if (known !== undefined) return known;
    const row = selectArn.get(arn);
    return row === undefined ? undefined : integer(row.id);
  };

  return {
    byId,
    byArn: (arn) => {
      const id = idOf(arn);
      return id === undefined ? undefined : byId(id);
    },
    create: async (name, definition, placement) => {
      made = { definition, loaded: loadValid(definition) };
      if (placement === 'express') refuseTokens(definition);
      const arn = `${PREFIX}stateMachine:${name}`;
      return db.enlist(() => {
        const row = selectArn.get(arn);
        if (row === undefined) insert.run(arn, name, definition, placement === 'express' ? 1 : 0);
        else if (text(row.definition) !== definition) {
          throw new Rejected(
            `A machine named \`${name}\` exists with another definition; a machine never changes.`,
          );
        } else if (integer(row.removed) === 1) {
          restore.run(integer(row.id));
          forget();
        }
        return arn;
      });
    },
    remove: (arn) =>
      db.enlist(() => {
        const id = idOf(arn);
        if (id !== undefined) remove.run(id);
        forget();
        return id;
      }),
    clear: (id) => {
      const { changes } = dropEnded.run(id);
      if (anyLeft.get(id) === undefined) {
        drop.run(id);
        forget();
      }
      return changes === CLEARED_AT_ONCE;
    },
    removed: () => selectRemoved.all().map((row) => integer(row.id)),
    isRemoved: (id) => shelf.get(id)?.removed ?? selectId.get(id)?.removed === 1,
    isExpress: (id) => shelf.get(id)?.express ?? selectId.get(id)?.express === 1,
    idOf,
    arnOf: (id) => {
      const row = selectId.get(id);
      return row === undefined ? undefined : text(row.arn);
    },
    names: (id, rowName) => {
      const machine = shelf.get(id) ?? selectId.get(id);
      const machineName = text(machine?.name);
      // After the tilde: what tells executions of one name apart.
      const [name = ''] = rowName.split('~');
      return { id: executionArn(machineName, name), name, machineId: text(machine?.arn), machineName };
    },
    calls: (id, state) => {
      const machine = byId(id);
      if (machine === undefined) throw new Error('The machine of this execution is gone.');
      return invocations(machine.loaded, state);
    },
    forget,
  };
}

/** As Step Functions does: an Express execution cannot wait to be called back. */
function refuseTokens(definition: string): void {
  if (definition.includes('.waitForTaskToken'))
    throw new Rejected('An Express machine cannot have tasks that wait for a token.');
}

function loadValid(definition: string): LoadedMachine {
  try {
    return loadMachine(definition);
  } catch (error) {
    throw error instanceof MachineRefused ? new Rejected(error.message, { cause: error }) : error;
  }
}
