/**
 * Parks a run. A plain wait computes its end in the contact's zone. A wait that can be woken writes its row and its pointer
 * first and then reads the activity since its reference: the event's side writes the activity and then reads the pointers,
 * so whichever comes first, no event falls between.
 */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Deps } from '../../deps.ts';
import type { Item } from '../../ports/store.ts';
import { readCard } from '../contact/find.ts';
import { activitySince } from '../event/activity.ts';
import { readTenant } from '../tenant/tenant.ts';
import { spreadMs } from '../time/spread.ts';
import { waitUntil } from '../time/wait.ts';
import { type ContactZone, zoneOf } from '../time/zone.ts';
import { readStep, readVersion } from '../workflow/pinned.ts';
import type { VersionRow } from '../workflow/row.ts';
import { claim } from './claim.ts';
import { crossing } from './errors.ts';
import { cardOf, toRunEvent } from './facts.ts';
import { settleOnce } from './in-express.ts';
import { interruptEntries, interruptTypes } from './interrupt.ts';
import { ownerOf, runKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { listen } from './listen.ts';
import { asRun, type RunRow } from './row.ts';
import { type Frame, iso, type Link, type Paused, type Settled, settle, settleIn } from './settle.ts';
import { pathOf, reference } from './wait.ts';
import { isWakeable, segmentCursor } from './wake.ts';

/** Step Functions waits whole seconds, and at most a year. */
const YEAR_S = 31_536_000;

/** `park` without a token: the wait's end goes into the cursor, and the machine waits by itself. */
export async function parkForTime(deps: Deps, frame: Frame): Promise<Settled> {
  const card = await cardOf(deps.store, frame.owner);
  const tenant = await readTenant(deps.store, frame.owner.tenant);
  return parked(frame, card, zoneOf(card, tenant?.zone ?? 'UTC'), tenant?.spreadSeconds);
}

/** A plain wait for a card that was read: pure. */
export function parked(frame: Frame, card: Card, zone: ContactZone, spreadSeconds = 0): Settled {
  const { id, step } = only(frame);
  if (step.kind !== 'wait') throw new Error(`step ${id} is no wait`);
  const { pending } = frame.row;
  const computed = waitUntil(step, { now: frame.now, card, zone });
  // A `Wait` state cuts the fraction of a second off: rounded up here, it never ends too early.
  const whole = Math.ceil(Math.max(computed.until, frame.now) / 1000) * 1000;
  const { run, turn } = frame.row;
  // Who does not wait is not made to.
  const spread = computed.until > frame.now ? spreadMs(step, `${run}|${turn}`, spreadSeconds) : 0;
  // In express it is no state that waits, but the row.
  const most = frame.cursor.generation === undefined ? frame.now + YEAR_S * 1000 : Number.POSITIVE_INFINITY;
  const end = Math.min(whole + spread, most);
  const until = iso(pending === undefined ? end : frame.now);
  const why = computed.note === undefined ? {} : { why: computed.note };
  return {
    kind: 'settled',
    entries: [{ step: id, did: 'parked', until, ...why }],
    until,
    seconds: Math.min(YEAR_S, Math.max(1, Math.ceil((Date.parse(until) - frame.now) / 1000))),
    wait: { kind: 'time', until },
  };
}

/** The same for a wait that events may end: whoever claims the row knows nothing of the cursor, so its counters go with the wait. */
export const wakeable = (done: Settled, { cursor: { loops } }: Frame, resume: string): Settled =>
  done.wait === undefined ? done : { ...done, wait: { ...done.wait, resume, loops } };

/** `park` with a token: the row waits and whoever claims it answers the token. */
export const parkForEvent = (deps: Deps, request: TaskRequest, token: string): Promise<Cursor> =>
  crossing(() => parkAndCatchUp(deps, request, token));

/** Who goes on when the wait is over: the task that has the token, or an execution that begins at this node. */
export type Waker = { readonly token: string } | { readonly resume: string };

/** Express: the row waits, and whoever claims it starts an execution. */
export async function parkHere(
  deps: Deps,
  ledger: Ledger,
  request: TaskRequest,
  waker: Waker,
  link: Link,
): Promise<void> {
  await settleIn(deps, ledger, request, (frame) => waiting(deps, frame, waker), link);
  await catchUp(deps, request.cursor);
}

/** Express, a state for each step: the row waits, and the next execution enters the machine at `resumeAt`. */
export async function parkInRow(
  deps: Deps,
  request: TaskRequest,
  resumeAt: string,
  shared?: Ledger,
): Promise<Cursor> {
  const owner = ownerOf(request.cursor);
  const work = async (frame: Frame): Promise<Settled | Paused> => {
    if (only(frame).step.kind === 'wait-for-event') return waiting(deps, frame, { resume: resumeAt });
    const { workflow, version } = frame.row;
    const pinned = await readVersion(deps.store, owner.tenant, workflow, version);
    const done = await parkForTime(deps, frame);
    return (pinned?.routing.interrupts ?? []).length > 0 ? wakeable(done, frame, resumeAt) : done;
  };
  // A call that died may have begun this wait without looking at what had happened before it.
  const late = (row: RunRow) =>
    isWakeable(row.wait) ? catchUp(deps, segmentCursor(owner, row)) : Promise.resolve();
  const cursor = await settleOnce(deps, request, work, late, shared);
  await crossing(() => catchUp(deps, cursor));
  return cursor;
}

async function parkAndCatchUp(deps: Deps, request: TaskRequest, token: string): Promise<Cursor> {
  const parked = await settle(deps, request, (frame) => waiting(deps, frame, { token }));
  // A turn that is settled already was claimed by somebody: a new token must hear of it too.
  if (parked.turn > request.cursor.turn) {
    await deps.machines.succeed(token, parked);
    return parked;
  }
  await catchUp(deps, request.cursor);
  return parked;
}

async function waiting(deps: Deps, frame: Frame, waker: Waker): Promise<Paused> {
  const { step } = only(frame);
  const { owner, row } = frame;
  const version = await readVersion(deps.store, owner.tenant, row.workflow, row.version);
  if (version === undefined) throw new Error(`version ${row.version} of ${row.workflow} is gone`);
  const since =
    step.kind === 'wait-for-event' ? await reference(deps.store, owner, row, step) : row.startedAt;
  return listening(frame, version, waker, since);
}

/** A wait that can be woken, for events since `since`: pure. */
export function listening(frame: Frame, version: VersionRow, waker: Waker, reference: string): Paused {
  const { id, step } = only(frame);
  const { owner, row, now, cursor } = frame;
  const again = isWakeable(row.wait) && row.step === id;
  const loops = Object.keys(cursor.loops).length === 0 ? {} : { loops: cursor.loops };
  const own = step.kind === 'wait-for-event' ? step.paths.map(({ event }) => event.on) : [];
  const types = [...new Set([...interruptTypes(version), ...own])];
  const until = again
    ? (row.wait?.until ?? iso(now))
    : step.kind === 'wait-for-event'
      ? iso(now + durationMs(step.timeout.after))
      : (cursor.until ?? iso(now));
  const since = again ? (row.wait?.since ?? row.startedAt) : reference;
  return {
    kind: 'parked',
    writes: [listen(owner, { run: row.run, workflow: row.workflow, version: row.version, types })],
    entries: again || step.kind !== 'wait-for-event' ? [] : [{ step: id, did: 'parked', until }],
    wait: { kind: step.kind === 'wait-for-event' ? 'event' : 'time', until, ...waker, since, ...loops },
  };
}

/**
 * After the row is written: what happened before it, and an interrupt that came while the run was running. `seen`: the row, where
 * it has just been read; it is claimed as it was read or read again.
 */
export async function catchUp(deps: Deps, cursor: Cursor, seen?: Item): Promise<void> {
  const owner = ownerOf(cursor);
  const key = runKey(owner, cursor.run);
  for (let known = seen; ; known = undefined) {
    const item = known ?? (await deps.store.get(key));
    if (item === undefined) return;
    const row = asRun(item);
    if (!isWakeable(row.wait) || row.turn !== cursor.turn) return;
    const version = await readVersion(deps.store, owner.tenant, row.workflow, row.version);
    const step = await readStep(deps.store, owner.tenant, row.workflow, row.version, row.step);
    if (version === undefined || step === undefined) return;
    const listens = version.routing.interrupts.length > 0;
    if (row.pending !== undefined) {
      const { path, event } = row.pending;
      const entries = interruptEntries(version, row.step, path, event?.type ?? 'interrupted');
      const winner = { path, entries, listens, ...(event === undefined ? {} : { event }) };
      if (await claim(deps, owner, item, winner)) return;
      continue;
    }
    if (step.kind !== 'wait-for-event') return;
    let lost = false;
    const types = step.paths.map(({ event }) => event.on);
    const since = row.wait?.since;
    const happened = await activitySince(deps.store, owner.tenant, owner.contact, types, since);
    if (happened.length === 0) return;
    const card = await readCard(deps.store, owner.tenant, owner.contact);
    if (card === undefined) return;
    for (const activity of happened.toReversed()) {
      const path = await pathOf(deps.store, owner, row, step, card, activity, deps.clock.now());
      if (path === undefined) continue;
      const event = toRunEvent(activity);
      const entries = [{ step: row.step, did: 'woke', path, why: activity.type } as const];
      lost = !(await claim(deps, owner, item, { path, entries, event, listens }));
      break;
    }
    if (!lost) return;
  }
}

function only(frame: Frame): Frame['steps'][number] {
  const [first] = frame.steps;
  if (first === undefined) throw new Error('park needs a step');
  return first;
}
