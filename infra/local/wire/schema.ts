/**
 * The tables of the wire server, beside those of the engine. A revision is a definition with its role, and a machine of the
 * engine; versions are numbers of revisions, aliases lead to versions. An execution keeps what the service is asked of it.
 */
export const WIRE_STEPS: readonly string[] = [
  `CREATE TABLE wire_machines (
     id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, status TEXT NOT NULL,
     created INTEGER NOT NULL, revision INTEGER NOT NULL, versions INTEGER NOT NULL DEFAULT 0);

   CREATE TABLE wire_revisions (
     id INTEGER PRIMARY KEY AUTOINCREMENT, machine INTEGER NOT NULL, token TEXT NOT NULL, definition TEXT NOT NULL,
     role TEXT NOT NULL, settings TEXT NOT NULL, engine TEXT NOT NULL, created INTEGER NOT NULL);
   CREATE INDEX wire_revisions_machine ON wire_revisions (machine);

   CREATE TABLE wire_versions (
     machine INTEGER NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, description TEXT, created INTEGER NOT NULL,
     PRIMARY KEY (machine, number)) WITHOUT ROWID;

   CREATE TABLE wire_aliases (
     machine INTEGER NOT NULL, name TEXT NOT NULL, description TEXT, routes TEXT NOT NULL,
     created INTEGER NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (machine, name)) WITHOUT ROWID;

   CREATE TABLE wire_tags (arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key)) WITHOUT ROWID;

   CREATE TABLE wire_executions (
     id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, machine INTEGER NOT NULL, revision INTEGER NOT NULL,
     name TEXT NOT NULL, own TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL, started INTEGER NOT NULL,
     ended INTEGER, output TEXT, error TEXT, cause TEXT, version INTEGER, alias TEXT);
   CREATE INDEX wire_executions_machine ON wire_executions (machine, status);
   CREATE INDEX wire_executions_ended ON wire_executions (ended) WHERE ended IS NOT NULL;

   CREATE TABLE wire_events (
     execution INTEGER NOT NULL, event INTEGER NOT NULL, at INTEGER NOT NULL, told TEXT NOT NULL,
     PRIMARY KEY (execution, event)) WITHOUT ROWID;`,
];
