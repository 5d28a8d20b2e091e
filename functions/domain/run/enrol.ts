/**
 * Enrolment: a run's row is written once per entry key, and then its execution is started. Finding the row means "ensure
 * started", not "skip": the input is rebuilt from the row byte for byte, so a crash in between loses nobody.
 */
import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import type { Deps } from '../../deps.ts';
import type { Item, Key, Store, Write } from '../../ports/store.ts';
import { activityFor } from '../event/activity.ts';
import { readTenant } from '../tenant/tenant.ts';
import { parseIn } from '../time/local.ts';
import { zoneOf } from '../time/zone.ts';
import { readVersion } from '../workflow/pinned.ts';
import { readWorkflow } from '../workflow/read.ts';
import type { VersionRow } from '../workflow/row.ts';
import { Elsewhere } from './errors.ts';
import { toRunEvent } from './facts.ts';
import { interruptTypes } from './interrupt.ts';
import { enteredKey, hex, type Owner, runKey } from './keys.ts';
import { type Birth, type Ledger, openLedger } from './ledger.ts';
import { listen } from './listen.ts';
import { catchUp } from './park.ts';
import { asRun, type RunRow } from './row.ts';
import { iso } from './settle.ts';
import { after, EXPRESS_LEASE_MS, LEASE_MS, putRun } from './turn.ts';
import { isAtWork, isWakeable, segmentCursor, startSegment } from './wake.ts';

/** Why somebody did not enter is an answer, not an error. */
export type Enrolled = {
  readonly outcome: 'entered' | 'known' | 'stopped' | 'outside-window' | 'filtered' | 'too-soon';
  readonly run?: string;
};

/** What made the contact enter; `depth` counts the workflows between it and the outside. */
export type EntryEvent = { readonly activity: Activity; readonly depth: number };

/** Does the first stretch of a run in the call that lets its contact in, through the ledger that makes it a row. */
export type Begin = (deps: Deps, cursor: Cursor, ledger: Ledger) => Promise<unknown>;

/** Loaded when somebody first enters in the express placement: a function that only wakes runs starts without it. */
export const begin: Begin = async (...entered) => (await import('./begin.ts')).begin(...entered);

/**
 * Lets a contact into the live version of a workflow, at most once per entry key of its re-entry rule. Trigger and `where`
 * are the caller's; window, filter and re-entry are asked here.
 */
export async function enrol(
  deps: Deps,
  owner: Owner,
  workflow: string,
  card: Card,
  entry: EntryEvent,
  begin?: Begin,
): Promise<Enrolled> {
  const { store } = deps;
  const { tenant } = owner;
  for (let overtaken = false; ; overtaken = true) {
    const found = await readWorkflow(store, tenant, workflow);
    const now = deps.clock.now();
    const live = found?.row.state === 'started' ? found.row.live : undefined;
    const version = live === undefined ? undefined : await readVersion(store, tenant, workflow, live);
    if (version === undefined) return { outcome: 'stopped' };
    const run = runId(owner, version, entry.activity.id);
    const known = await knownRun(store, runKey(owner, run), overtaken);
    if (known !== undefined) {
      const row = asRun(known);
      await ensureStarted(deps, owner, row);
      // Told again, since whoever was told before may have died when the run began to wait, before looking at what came before.
      if (row.woken?.[0] === entry.activity.id && isWakeable(row.wait))
        await catchUp(deps, segmentCursor(owner, row));
      return { outcome: 'known', run };
    }
    const refused = await refusal(deps, owner, version, card, entry.activity, now);
    if (refused !== undefined) return { outcome: refused };
    const guard = await reentry(deps, owner, version, entry.activity.id, now);
    if (guard === 'too-soon') return { outcome: 'too-soon' };
    const types = interruptTypes(version);
    const listens = types.length > 0;
    const timed = version.placement === 'express' && deps.timers.lasting;
    const row: RunRow = {
      ...newRun(owner, version, run, entry, now),
      ...(timed ? { timed } : {}),
      ...(listens ? { listens } : {}),
    };
    const listener = listens ? [listen(owner, { run, workflow, version: version.version, types })] : [];
    const effects = [...listener, ...guard];
    if (begin !== undefined && found !== undefined && isBegun(version)) {
      const birth = { row, effects, workflow: found.row };
      if (!(await beginHere(deps, owner, birth, begin))) continue;
      return { outcome: 'entered', run };
    }
    const writes = [...putRun(owner, { row, writes: [] }, 'absent'), ...effects];
    if (!(await writeAndStart(deps, owner, row, version, writes))) continue;
    return { outcome: 'entered', run };
  }
}

/** The contact's run, if there is one. Mostly there is none, which a glance tells: the write that makes it is conditional. */
async function knownRun(store: Store, key: Key, overtaken: boolean): Promise<Item | undefined> {
  if (!overtaken && (await store.glance(key)) === undefined) return undefined;
  return store.get(key);
}

/** `false`: another event let the contact in. What cannot be done here goes on in an execution, from where the row stands. */
async function beginHere(deps: Deps, owner: Owner, birth: Birth, begin: Begin): Promise<boolean> {
  const { row } = birth;
  const cursor = segmentCursor(owner, row);
  const ledger = openLedger(deps, cursor, birth);
  try {
    await begin(deps, cursor, ledger);
  } catch (error) {
    // Nothing is written, so nothing was done: the event is told again.
    if (!ledger.stands()) throw error;
    if (!(error instanceof Elsewhere))
      deps.log.warn('a run goes on in an execution', { run: row.run, error: String(error) });
    const { row: now } = await ledger.look();
    if (isAtWork(now, cursor.generation)) await startSegment(deps, owner, now);
  }
  return ledger.stands();
}

/** Whether the program knows what a run begins with: in express, but where a naive machine does all of it itself. */
const isBegun = ({ placement, start, begins }: VersionRow): boolean =>
  placement === 'express' && (start ?? begins) !== undefined;

/** Whoever wrote a row in the express placement is at work on it for so long, in milliseconds. */
const BEGINNING_MS = 30_000;

/** Starts the execution of a run that has not settled anything yet; one that was started before counts as started. */
export async function ensureStarted(deps: Deps, owner: Owner, row: RunRow): Promise<void> {
  if (row.turn !== 0 || row.state !== 'running') return;
  const version = await readVersion(deps.store, owner.tenant, row.workflow, row.version);
  if (version === undefined) return;
  const young = deps.clock.now() - Date.parse(row.updatedAt) < BEGINNING_MS;
  if (isBegun(version) && young) return;
  await startExecution(deps, owner, row, version);
}

/** `false`: another event let the contact in. */
async function writeAndStart(
  deps: Deps,
  owner: Owner,
  row: RunRow,
  version: VersionRow,
  writes: readonly Write[],
): Promise<boolean> {
  const { startWith } = deps.machines;
  if (startWith !== undefined && version.placement !== 'express') {
    const name = executionName(row.run);
    return (await startWith(writes, version.machine, name, firstCursor(owner, row))).ok;
  }
  const written = await deps.store.write(writes);
  if (written.ok) await startExecution(deps, owner, row, version);
  return written.ok;
}

async function startExecution(deps: Deps, owner: Owner, row: RunRow, version: VersionRow): Promise<void> {
  if (version.placement === 'express') return startSegment(deps, owner, row);
  await deps.machines.start(version.machine, executionName(row.run), firstCursor(owner, row));
}

/** The execution's input: ids and counters, from the row alone. */
export function firstCursor({ tenant, contact }: Owner, row: RunRow): Cursor {
  const { workflow, version, run } = row;
  return { tenant, contact, workflow, version, run, turn: 0, trail: [], loops: {} };
}

/** Step Functions takes 80 letters, digits, `-` and `_`; ids with anything else are hashed. */
export function executionName(run: string): string {
  const dot = run.lastIndexOf('.');
  const name = `${run.slice(0, dot)}-${run.slice(dot + 1)}`;
  return /^[A-Za-z0-9_-]{1,80}$/.test(name) ? name : hex(run);
}

/** Never: once per workflow. Else: once per event, so that an event told again finds its run. */
export function runId({ contact }: Owner, { workflow, definition }: VersionRow, event: string): string {
  const rule = definition.entry?.reentry ?? 'never';
  const key = rule === 'never' ? workflow : `${workflow}|${event}`;
  return `${contact}.${hex(key).slice(0, 12)}`;
}

type Refusal = 'outside-window' | 'filtered';
type EntryRules = NonNullable<VersionRow['definition']['entry']>;

async function refusal(
  deps: Deps,
  { tenant, contact }: Owner,
  { definition }: VersionRow,
  card: Card,
  event: Activity,
  now: number,
): Promise<Refusal | undefined> {
  const { from, until, filter } = definition.entry ?? {};
  if (from !== undefined || until !== undefined) {
    const { zone } = zoneOf(card, (await readTenant(deps.store, tenant))?.zone ?? 'UTC');
    if (isOutside(definition.entry, zone, now)) return 'outside-window';
  }
  if (filter === undefined) return undefined;
  const activity = await activityFor(deps.store, tenant, contact, activityNeeds(filter), now);
  return compileCondition(filter).judge({ card, activity, event, now }).holds ? undefined : 'filtered';
}

/** Whether entry is not open yet, or no more. */
export function isOutside({ from, until }: EntryRules = {}, zone: string, now: number): boolean {
  const opens = from === undefined ? undefined : parseIn(zone, from);
  const closes = until === undefined ? undefined : parseIn(zone, until);
  return (opens !== undefined && now < opens) || (closes !== undefined && now >= closes);
}

/** The guard of re-entry `after` a while: one item that remembers the last entry, moved in the write of the new one. */
async function reentry(
  deps: Deps,
  owner: Owner,
  { definition, workflow }: VersionRow,
  event: string,
  now: number,
): Promise<readonly Write[] | 'too-soon'> {
  const rule = definition.entry?.reentry;
  if (typeof rule !== 'object') return [];
  const key = enteredKey(owner, workflow);
  const last = await deps.store.get(key);
  if (last !== undefined && now - enteredAt(last) < durationMs(rule.after)) return 'too-soon';
  return [
    { do: 'put', key, body: { at: now, event }, when: last === undefined ? 'absent' : { rev: last.rev } },
  ];
}

function enteredAt({ body }: Item): number {
  return typeof body === 'object' && body !== null && 'at' in body ? Number(body.at) : 0;
}

export function newRun(
  owner: Owner,
  version: VersionRow,
  run: string,
  entry: EntryEvent,
  now: number,
): RunRow {
  const at = iso(now);
  const { definition, workflow } = version;
  const { activity, depth } = entry;
  return {
    run,
    contact: owner.contact,
    workflow,
    version: version.version,
    state: 'running',
    step: definition.start,
    turn: 0,
    generation: 0,
    depth,
    startedAt: at,
    updatedAt: at,
    due: after(at, version.placement === 'express' ? EXPRESS_LEASE_MS : LEASE_MS),
    event: toRunEvent(activity),
    woken: [activity.id],
    history: [{ turn: 0, step: definition.start, at, did: 'entered', why: activity.type }],
    pages: 0,
  };
}
