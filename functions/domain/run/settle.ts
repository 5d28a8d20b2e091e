/**
 * The frame of every task: it settles one turn of a run. It answers a turn told again from the row without doing anything,
 * turns away runs that ended, and makes ONE write of the task's effects, the run's row and its history, so that they
 * cannot disagree whatever crashes. What the task does is the caller's `work`.
 */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { Deps } from '../../deps.ts';
import type { Write } from '../../ports/store.ts';
import { readStep } from '../workflow/pinned.ts';
import type { WorkflowRow } from '../workflow/row.ts';
import { crossing, Deferred, Left, Rejected, shortly, Transient } from './errors.ts';
import { type Owner, ownerOf } from './keys.ts';
import { type Ledger, openLedger, type Turn } from './ledger.ts';
import type { HistoryEntry, RunEvent, RunRow, Wait } from './row.ts';
import { type NextRow, nextRow } from './turn.ts';

/** What `work` sees. `steps` are the request's steps as published. */
export type Frame = {
  readonly owner: Owner;
  readonly cursor: Cursor;
  readonly request: TaskRequest;
  readonly row: RunRow;
  readonly workflow: WorkflowRow;
  readonly steps: readonly { readonly id: string; readonly step: Step }[];
  /** Present when the turn is one of several of the same call. */
  readonly link?: Link;
  /** Epoch milliseconds, and the same as ISO 8601. */
  readonly now: number;
  readonly at: string;
};

/** Which call the turn belongs to, by the turn that its cursor shows, and which of its tasks it is. */
export type Link = {
  readonly first: number;
  readonly at: string;
  /** Express: the wake-up that the call belongs to; with another one it has nothing to say any more. */
  readonly generation?: number;
  /** What its ledger had lost when the place of the turn was found: it may follow from what is lost since. */
  readonly lost?: number;
};

/** Another call of the same state has settled this turn already. Never leaves this folder. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** A history entry of this turn; turn and time are filled in. */
export type Entry = Omit<HistoryEntry, 'turn' | 'at'>;

/** The turn is done. Without `entries` nothing is added to history but the trail. */
export type Settled = {
  readonly kind: 'settled';
  /** Effects, in the same write as the row. A failed condition of theirs makes the frame call `work` again. */
  readonly writes?: readonly Write[];
  /** What came of it stands in a row of its own already. */
  readonly recorded?: true;
  readonly entries?: readonly Entry[];
  /** Into the next cursor. */
  readonly path?: string;
  readonly until?: string;
  readonly seconds?: number;
  /** The run goes into this wait; without it the run is running. */
  readonly wait?: Wait;
  /** The event that decided; `event` in conditions and templates from now on. */
  readonly event?: RunEvent;
  /** Never works for this contact, and why: written as settled, then thrown as `Rejected`. */
  readonly rejected?: string;
};

/**
 * Not done yet, and the row waits in the same turn. `postponed` (a window, or an outcome nobody knows): `Deferred` brings
 * the machine back to this task. `parked`: whoever claims the row answers through the wait's token.
 */
export type Paused = {
  readonly kind: 'postponed' | 'parked';
  readonly writes?: readonly Write[];
  readonly entries?: readonly Entry[];
  readonly wait: Wait;
};

export type Work = (frame: Frame, hold: Hold) => Promise<Settled | Paused>;

/** What work may ask of the row around acting on the world. `claim` and `stand` throw what the frame alone catches when the row moved. */
export type Hold = {
  /** The row says from now on that this turn's message is at the provider. */
  readonly claim: () => Promise<void>;
  /** It is not: it was not taken, and is tried again; `why` is for people. */
  readonly release: (why: string) => Promise<void>;
  /** Every turn before this one is on disk. */
  readonly stand: () => Promise<void>;
};

/** The row moved before work acted: it is begun again. Never leaves this file. */
class Moved extends Error {
  override readonly name = 'Moved';
}

/** Writers of one contact at once: beyond this the machine tries again later. */
const ATTEMPTS = 50;

/**
 * Settles the turn `request.cursor.turn` and answers the next cursor. Throws `Left`, `Rejected`, `Deferred` as the machine
 * expects them, `Transient` when others kept changing what the work touches, and whatever `work` throws.
 *
 * @example settle(deps, request, async (frame) => ({ kind: 'settled', entries: [{ step: 'thanks', did: 'sent' }] }))
 */
export const settle = (deps: Deps, request: TaskRequest, work: Work, link?: Link): Promise<Cursor> =>
  crossing(() => settleTurn(deps, request, work, link, openLedger(deps, request.cursor), false));

/** The same within a call of several turns, which all go through its ledger. `keeps`: a turn may be written with the next one. */
export const settleIn = (
  deps: Deps,
  ledger: Ledger,
  request: TaskRequest,
  work: Work,
  link: Link,
  keeps = true,
): Promise<Cursor> => settleTurn(deps, request, work, link, ledger, keeps);

async function settleTurn(
  deps: Deps,
  request: TaskRequest,
  work: Work,
  link: Link | undefined,
  ledger: Ledger,
  shared: boolean,
): Promise<Cursor> {
  const { cursor } = request;
  const owner = ownerOf(cursor);
  const hold = holdOn(ledger);
  let done: Settled | Paused | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { row, workflow } = await ledger.look();
    if (link !== undefined && (isOvertaken(row, cursor, link) || ledger.lost() !== (link.lost ?? 0)))
      throw new Overtaken();
    const told = toldAgain(row, cursor);
    if (told !== undefined) return told;
    if (row.endedAt !== undefined) throw new Left(row.reason ?? row.state);
    const now = deps.clock.now();
    const frame: Frame = {
      owner,
      cursor,
      request,
      row,
      workflow,
      steps: await stepsOf(deps, request),
      ...(link === undefined ? {} : { link }),
      now,
      at: iso(now),
    };
    const turnOf = (result: Settled | Paused, left?: string): Turn => ({
      next: (at) => nextRow({ ...frame, row: at }, result, left),
      effects: result.writes ?? [],
      recorded: 'recorded' in result,
    });
    // Work that is done is written down first, whatever came meanwhile: a message that went out is never left unsettled.
    const leave = done === undefined ? leaving(row, workflow) : undefined;
    if (leave !== undefined) {
      if ((await ledger.save(turnOf({ kind: 'settled' }, leave))) === 'written') throw new Left(leave);
      continue;
    }
    // Work whose effects are already in the world is not done twice: only the row is made anew.
    const result = done ?? (await begun(() => work(frame, hold)));
    if (result === undefined) continue;
    if (shared && isKept(result, request)) ledger.keep(turnOf(result));
    else {
      const saved = await ledger.save(turnOf(result));
      done = saved === 'again' ? undefined : result;
      if (saved !== 'written') continue;
    }
    if (result.kind === 'parked') return cursor;
    if (result.kind !== 'settled') throw new Deferred(result.wait.until);
    if (result.rejected !== undefined) throw new Rejected(result.rejected);
    return answer(cursor, result);
  }
  throw new Transient('others keep changing this contact');
}

/** Whether the turn leaves nothing behind but the row, and the run goes on in the same call. */
const isKept = (result: Settled | Paused, { end }: TaskRequest): boolean =>
  result.kind === 'settled' &&
  (result.writes ?? []).length === 0 &&
  result.wait === undefined &&
  (end === undefined || result.rejected !== undefined);

function holdOn(ledger: Ledger): Hold {
  const save = async (turn?: Turn): Promise<void> => {
    if ((await ledger.save(turn)) !== 'written') throw new Moved();
  };
  return {
    claim: () => save({ next: (row) => ({ row: { ...row, claimed: row.turn }, writes: [] }) }),
    release: async (why) => {
      while ((await ledger.save({ next: released(why) })) !== 'written');
    },
    stand: () => save(),
  };
}

const released =
  (why: string) =>
  ({ claimed: _claimed, ...row }: RunRow): NextRow => ({ row: { ...row, slowed: shortly(why) }, writes: [] });

/** `undefined` when the row moved before the work acted. */
async function begun<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Moved) return undefined;
    throw error;
  }
}

function isOvertaken(row: RunRow, { turn }: Cursor, { first, generation }: Link): boolean {
  if (generation !== undefined) return row.generation !== generation || row.turn !== turn;
  return row.within?.first === first && row.turn > turn;
}

export const iso = (ms: number): string => new Date(ms).toISOString();

/** The cursor after this one. */
export function answer(
  cursor: Cursor,
  settled: { readonly path?: string; readonly until?: string; readonly seconds?: number },
): Cursor {
  return {
    tenant: cursor.tenant,
    contact: cursor.contact,
    workflow: cursor.workflow,
    version: cursor.version,
    run: cursor.run,
    turn: cursor.turn + 1,
    trail: [],
    loops: cursor.loops,
    ...(cursor.generation === undefined ? {} : { generation: cursor.generation }),
    ...(settled.path === undefined ? {} : { path: settled.path }),
    ...(settled.until === undefined ? {} : { until: settled.until }),
    ...(settled.seconds === undefined ? {} : { seconds: settled.seconds }),
  };
}

/** The recorded answer of a turn that is settled already; an older turn belongs to an execution that lost the run. */
export function toldAgain(row: RunRow, cursor: Cursor): Cursor | undefined {
  if (row.turn === cursor.turn) return undefined;
  if (row.last?.turn !== cursor.turn) throw new Left('this turn is long settled');
  if (row.last.rejected !== undefined) throw new Rejected(row.last.rejected);
  return answer(cursor, row.last);
}

/** Why the run must end before doing anything more, if it must. */
export function leaving(row: RunRow, workflow: WorkflowRow): string | undefined {
  if (workflow.state === 'stopped' && workflow.inside === 'exit') return 'stopped';
  if (row.pending?.end === true) return row.pending.path;
  return undefined;
}

async function stepsOf(deps: Deps, request: TaskRequest): Promise<Frame['steps']> {
  const { workflow, version } = request.cursor;
  const { tenant } = ownerOf(request.cursor);
  const found = await Promise.all(
    request.steps.map((id) => readStep(deps.store, tenant, workflow, version, id)),
  );
  return request.steps.map((id, index) => {
    const step = found[index];
    if (step === undefined) throw new Error(`version ${version} of ${workflow} has no step ${id}`);
    return { id, step };
  });
}
