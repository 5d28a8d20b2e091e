/** Machines, revisions, versions and aliases as rows, and what an ARN leads to. */
import { isJsonObject, type JsonObject, parseJson } from '../../../workflow-compiler/interpreter/json.ts';
import type { Database } from '../store/database.ts';
import { integer, type Row, text, textOrNone } from '../store/statement.ts';
import { type Arns, isVersion, type MachineAddress, readMachineArn } from './arns.ts';
import { invalidArn, noMachine } from './errors.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

export type MachineRow = {
  readonly id: number;
  readonly name: string;
  readonly type: MachineType;
  readonly deleting: boolean;
  readonly created: number;
  readonly revision: number;
  /** The number of the newest version ever published: numbers are not given twice. */
  readonly versions: number;
};

export type Revision = {
  readonly id: number;
  readonly machine: number;
  readonly token: string;
  readonly definition: string;
  readonly role: string;
  /** Logging, tracing and encryption, kept and given back; nothing here acts on them. */
  readonly settings: JsonObject;
  /** The engine's machine. */
  readonly engine: string;
  readonly created: number;
};

export type Version = {
  readonly number: number;
  readonly revision: number;
  readonly description: string | undefined;
  readonly created: number;
};

export type Route = { readonly version: number; readonly weight: number };

export type Alias = {
  readonly name: string;
  readonly description: string | undefined;
  readonly routes: readonly Route[];
  readonly created: number;
  readonly updated: number;
};

/** What an ARN leads to. */
export type Target = {
  readonly machine: MachineRow;
  readonly revision: Revision;
  readonly version?: Version;
  readonly alias?: Alias;
};

export type Shelf = ReturnType<typeof openShelf>;

export function openShelf(db: Database, arns: Arns, random: () => number) {
  const byName = db.prepare('SELECT * FROM wire_machines WHERE name = ?');
  const byId = db.prepare('SELECT * FROM wire_machines WHERE id = ?');
  const all = db.prepare('SELECT * FROM wire_machines ORDER BY name');
  const revision = db.prepare('SELECT * FROM wire_revisions WHERE id = ?');
  const versions = db.prepare('SELECT * FROM wire_versions WHERE machine = ? ORDER BY number DESC');
  const aliases = db.prepare('SELECT * FROM wire_aliases WHERE machine = ? ORDER BY name');

  const machineNamed = (name: string): MachineRow | undefined => toMachine(byName.get(name));
  const revisionOf = (id: number): Revision => toRevision(revision.get(id));
  const versionsOf = (machine: number): readonly Version[] => versions.all(machine).map(toVersion);
  const aliasesOf = (machine: number): readonly Alias[] => aliases.all(machine).map(toAlias);

  /** The machine that an ARN names, whatever follows its name. Throws `StateMachineDoesNotExist`. */
  const machineAt = (arn: string): MachineRow & MachineAddress => {
    const address = readMachineArn(arn);
    const machine = machineNamed(address.name);
    if (machine === undefined) throw noMachine(arn);
    return { ...machine, ...address };
  };

  const versionAt = (arn: string): { readonly machine: MachineRow; readonly version: Version } => {
    const { qualifier, ...machine } = machineAt(arn);
    if (qualifier === undefined || !isVersion(qualifier)) throw invalidArn(arn);
    const version = versionsOf(machine.id).find(({ number }) => number === Number(qualifier));
    if (version === undefined) throw noMachine(arn);
    return { machine, version };
  };

  const aliasAt = (arn: string): { readonly machine: MachineRow; readonly alias: Alias } => {
    const { qualifier, ...machine } = machineAt(arn);
    if (qualifier === undefined || isVersion(qualifier)) throw invalidArn(arn);
    const alias = aliasesOf(machine.id).find(({ name }) => name === qualifier);
    if (alias === undefined) throw noMachine(arn);
    return { machine, alias };
  };

  const versionNumbered = (arn: string, machine: number, wanted: number): Version => {
    const version = versionsOf(machine).find(({ number }) => number === wanted);
    if (version === undefined) throw noMachine(arn);
    return version;
  };

  /** What is started or described under an ARN: the newest revision, a version, or what an alias leads to this time. */
  const targetAt = (arn: string): Target => {
    const { qualifier, ...machine } = machineAt(arn);
    if (qualifier === undefined) return { machine, revision: revisionOf(machine.revision) };
    if (isVersion(qualifier)) {
      const { version } = versionAt(arn);
      return { machine, version, revision: revisionOf(version.revision) };
    }
    const { alias } = aliasAt(arn);
    const version = versionNumbered(arn, machine.id, routed(alias.routes, random()));
    return { machine, alias, version, revision: revisionOf(version.revision) };
  };

  return {
    arns,
    machineNamed,
    machineById: (id: number) => toMachine(byId.get(id)),
    machines: () => all.all().flatMap((row) => toMachine(row) ?? []),
    revisionOf,
    versionsOf,
    aliasesOf,
    machineAt,
    versionAt,
    aliasAt,
    targetAt,
  };
}

/** Weights are percents of all starts; `drawn` is uniform in [0, 1). */
function routed(routes: readonly Route[], drawn: number): number {
  let below = 0;
  for (const { version, weight } of routes) {
    below += weight;
    if (drawn * 100 < below) return version;
  }
  return routes.at(-1)?.version ?? 0;
}

function toMachine(row: Row | undefined): MachineRow | undefined {
  if (row === undefined) return undefined;
  return {
    id: integer(row.id),
    name: text(row.name),
    type: text(row.type) === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    deleting: text(row.status) === 'DELETING',
    created: integer(row.created),
    revision: integer(row.revision),
    versions: integer(row.versions),
  };
}

function toRevision(row: Row | undefined): Revision {
  const settings = parseJson(text(row?.settings));
  return {
    id: integer(row?.id),
    machine: integer(row?.machine),
    token: text(row?.token),
    definition: text(row?.definition),
    role: text(row?.role),
    settings: isJsonObject(settings) ? settings : {},
    engine: text(row?.engine),
    created: integer(row?.created),
  };
}

function toVersion(row: Row): Version {
  return {
    number: integer(row.number),
    revision: integer(row.revision),
    description: textOrNone(row.description),
    created: integer(row.created),
  };
}

function toAlias(row: Row): Alias {
  const routes: readonly Route[] = JSON.parse(text(row.routes));
  return {
    name: text(row.name),
    description: textOrNone(row.description),
    routes,
    created: integer(row.created),
    updated: integer(row.updated),
  };
}
