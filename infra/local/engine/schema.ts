/**
 * The tables of the engine. An execution is one row, and a transition is one UPDATE of it: its state, its timers and the
 * nearest of them (`due`). While invocations are still to be answered there is one more row (`under_way`), with them if
 * they do not follow from the state. `due` is indexed only where there is something: a restart finds its work without
 * looking at what is parked.
 */
export const ENGINE_STEPS: readonly string[] = [
  `CREATE TABLE engine_secret (one INTEGER PRIMARY KEY CHECK (one = 1), secret TEXT NOT NULL);
   INSERT INTO engine_secret (one, secret) VALUES (1, hex(randomblob(32)));

   CREATE TABLE machines (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, definition TEXT NOT NULL,
     removed INTEGER NOT NULL DEFAULT 0);

   CREATE TABLE executions (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     machine INTEGER NOT NULL, name TEXT NOT NULL,
     status TEXT NOT NULL,
     started INTEGER NOT NULL, ended INTEGER,
     state TEXT, calls TEXT, timers TEXT, due INTEGER,
     result TEXT, untold INTEGER,
     UNIQUE (machine, name));
   CREATE INDEX executions_called ON executions (id) WHERE calls IS NOT NULL;
   CREATE INDEX executions_due ON executions (due) WHERE due IS NOT NULL;
   CREATE INDEX executions_ended ON executions (ended) WHERE ended IS NOT NULL;
   CREATE INDEX executions_untold ON executions (id) WHERE untold IS NOT NULL;`,
  'ALTER TABLE machines ADD COLUMN express INTEGER NOT NULL DEFAULT 0;',
  // Calls come and go, the execution stays: apart, its row keeps its size, so that pages fill with runs that wait.
  `CREATE TABLE calls (execution INTEGER PRIMARY KEY, calls TEXT NOT NULL);
   INSERT INTO calls SELECT id, calls FROM executions WHERE calls IS NOT NULL;
   DROP INDEX executions_called;
   ALTER TABLE executions DROP COLUMN calls;`,
  // What an execution was started with is written once. Calls that follow from the state are no longer written: NULL.
  `ALTER TABLE executions ADD COLUMN input TEXT;
   CREATE TABLE under_way (execution INTEGER PRIMARY KEY, calls TEXT);
   INSERT INTO under_way SELECT execution, calls FROM calls;
   DROP TABLE calls;`,
];
