/**
 * The frame of every task: it settles one turn of a run. It answers a turn told again from the row without doing anything,
 * turns away runs that ended, and makes ONE write of the task's effects, the run's row and its history, so that they
 * cannot disagree whatever crashes. What the task does is the caller's `work`.
 */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { Deps } from '../../deps.ts';
import type { Item, Write } from '../../ports/store.ts';
import { workflowKey } from '../workflow/keys.ts';
import { readStep } from '../workflow/pinned.ts';
import { asWorkflow, type WorkflowRow } from '../workflow/row.ts';
import { crossing, Deferred, Left, Rejected, Transient } from './errors.ts';
import { type Owner, ownerOf, runKey } from './keys.ts';
import { asRun, type HistoryEntry, type RunEvent, type RunRow, type Wait } from './row.ts';
import { nextRow, putRun } from './turn.ts';

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

export type Work = (frame: Frame) => Promise<Settled | Paused>;

/** Writers of one contact at once: beyond this the machine tries again later. */
const ATTEMPTS = 50;

/**
 * Settles the turn `request.cursor.turn` and answers the next cursor. Throws `Left`, `Rejected`, `Deferred` as the machine
 * expects them, `Transient` when others kept changing what the work touches, and whatever `work` throws.
 *
 * @example settle(deps, request, async (frame) => ({ kind: 'settled', entries: [{ step: 'thanks', did: 'sent' }] }))
 */
export const settle = (deps: Deps, request: TaskRequest, work: Work, link?: Link): Promise<Cursor> =>
  crossing(() => settleTurn(deps, request, work, link));

async function settleTurn(deps: Deps, request: TaskRequest, work: Work, link?: Link): Promise<Cursor> {
  const { cursor } = request;
  const owner = ownerOf(cursor);
  const key = runKey(owner, cursor.run);
  let done: Settled | Paused | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [item, flow] = await deps.store.getMany([key, workflowKey(owner.tenant, cursor.workflow)]);
    if (item === undefined || flow === undefined) throw new Left('the run is gone');
    const row = asRun(item);
    if (link !== undefined && isOvertaken(row, cursor, link)) throw new Overtaken();
    const told = toldAgain(row, cursor);
    if (told !== undefined) return told;
    if (row.endedAt !== undefined) throw new Left(row.reason ?? row.state);
    const now = deps.clock.now();
    const workflow = asWorkflow(flow);
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
    // Work that is done is written down first, whatever came meanwhile: a message that went out is never left unsettled.
    const leave = done === undefined ? leaving(row, workflow) : undefined;
    if (leave !== undefined) {
      if ((await write(deps, frame, item, { kind: 'settled' }, leave)) === 'written') throw new Left(leave);
      continue;
    }
    // Work whose effects are already in the world is not done twice: only the row is made anew.
    const result = done ?? (await work(frame));
    const outcome = await write(deps, frame, item, result);
    done = outcome === 'again' ? undefined : result;
    if (outcome !== 'written') continue;
    if (result.kind === 'parked') return cursor;
    if (result.kind !== 'settled') throw new Deferred(result.wait.until);
    if (result.rejected !== undefined) throw new Rejected(result.rejected);
    return answer(cursor, result);
  }
  throw new Transient('others keep changing this contact');
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

/** `row` when only the row moved meanwhile; `again` when an effect's condition failed. */
async function write(
  deps: Deps,
  frame: Frame,
  item: Item,
  done: Settled | Paused,
  leave?: string,
): Promise<'written' | 'row' | 'again'> {
  const effects = done.writes ?? [];
  const next = nextRow(frame, done, leave);
  const written = await deps.store.write([...effects, ...putRun(frame.owner, next, item.rev)]);
  if (written.ok) return 'written';
  return written.conflict < effects.length ? 'again' : 'row';
}
