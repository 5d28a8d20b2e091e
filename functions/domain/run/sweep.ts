/**
 * No run is stuck: whoever must be looked at stands in the due index. The sweeper takes what is overdue and goes on with
 * it: starts what never started, repeats a wake that was never told, times out a wait whose machine forgot, and fails a
 * run whose execution ended without it. Fixed dates stand in the same index, and workflows whose old versions may have drained.
 */
import type { Deps } from '../../deps.ts';
import { pages } from '../../ports/pages.ts';
import type { Item } from '../../ports/store.ts';
import { cardKey } from '../keys.ts';
import { readVersion } from '../workflow/pinned.ts';
import { isRetirement, putOff, retire } from '../workflow/retire.ts';
import { fireSchedule, isSchedule } from '../workflow/schedule.ts';
import { claim, wakeAgain } from './claim.ts';
import { executionName, firstCursor } from './enrol.ts';
import { failRun } from './fail.ts';
import { inTurn } from './in-turn.ts';
import { duePks, type Owner, ownerOf, runKey } from './keys.ts';
import { catchUp } from './park.ts';
import { asRun, type RunRow } from './row.ts';
import { iso } from './settle.ts';
import { after, EXPRESS_LEASE_MS, LEASE_MS, putRun } from './turn.ts';
import { isWakeable, segmentCursor, startSegment, wake } from './wake.ts';

const PAGE = 400;
/** Looked at side by side. */
const AT_ONCE = 32;
/** The next round comes in a minute, and a function has no longer. */
const ROUND_MS = 45_000;
/** Machines removed in one sweep: the account deletes one a second. */
const RETIRED = 20;

export type Swept = { readonly looked: number; readonly failed: number };

/**
 * Looks at everything that is due; one failure does not keep the others waiting. A round ends when Step Functions asks for
 * patience: what is left is due in the next one.
 */
export async function sweep(deps: Deps): Promise<Swept> {
  const begun = deps.clock.now();
  let looked = 0;
  let failed = 0;
  let retired = 0;
  let busy = false;
  const start: Deps['machines']['start'] = async (machine, name, input) => {
    const did = await deps.machines.start(machine, name, input);
    busy ||= did === 'later';
    return did;
  };
  const watching = { ...deps, machines: { ...deps.machines, start } };
  const lookAtItem = async (item: Item): Promise<void> => {
    if (isSchedule(item)) await fireSchedule(watching, item);
    else if (!isRetirement(item)) await lookAt(watching, item);
    else if (retired >= RETIRED) await putOff(deps, item);
    else {
      const removed = await retire(deps, item, RETIRED - retired);
      retired += removed;
    }
  };
  const look = async (item: Item): Promise<void> => {
    looked += 1;
    try {
      await lookAtItem(item);
    } catch (error) {
      failed += 1;
      deps.log.error('a due run could not be looked at', { item: item.sk, error: String(error) });
    }
  };
  // `~` sorts after everything that follows a time in these keys.
  const now = (): string => `${iso(deps.clock.now())}~`;
  const due = pages((after) => deps.store.fanOut('due', duePks(), { to: now(), limit: PAGE, ...after }));
  for await (const { items } of due) {
    const left = inTurn(items.filter((item) => !isRetirement(item))).values();
    const work = async (): Promise<void> => {
      for (const item of left) {
        if (busy) return;
        await look(item);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
    for (const item of items.filter(isRetirement)) await look(item);
    if (busy || deps.clock.now() - begun >= ROUND_MS) break;
  }
  if (busy) deps.log.warn('Step Functions asks for patience: runs wait for the next round', { looked });
  return { looked, failed };
}

/** When the oldest item is due, in ISO 8601; how late it is says whether anything is stuck. */
export async function oldestDue(deps: Pick<Deps, 'store'>): Promise<string | undefined> {
  const { items } = await deps.store.fanOut('due', duePks(), { limit: 1 });
  return items[0]?.index?.due?.sk.split('#')[0];
}

/** The item comes from an index, which may lag: the row is read again. */
function lookAt(deps: Deps, item: Item): Promise<void> {
  const { contact, run } = asRun(item);
  return lookAtRun(deps, ownerOf({ tenant: item.pk.split('|')[0] ?? '', contact }), run);
}

/** Goes on with one run when it is due; else does nothing. `seen`: its row, where it has just been read. */
export async function lookAtRun(deps: Deps, owner: Owner, run: string, seen?: Item): Promise<void> {
  const keys = [cardKey(owner.tenant, owner.contact), ...(seen === undefined ? [runKey(owner, run)] : [])];
  const [card, item = seen] = await deps.store.getMany(keys);
  if (item === undefined) return;
  const row = asRun(item);
  const now = iso(deps.clock.now());
  if (row.endedAt !== undefined || row.due === undefined || row.due > now) return;
  const version = await readVersion(deps.store, owner.tenant, row.workflow, row.version);
  if (version === undefined) {
    await failRun(deps, owner, row.run, { name: 'VersionGone', cause: 'the version of this run is gone' });
    return;
  }
  if (version.placement === 'express') {
    if (card === undefined) await erased(deps, owner, row);
    else await expressGoOn(deps, owner, item, row, version.routing.interrupts.length > 0);
    return;
  }
  if (row.turn === 0 && row.state === 'running') {
    // Starting is asked for first: how executions are, an account may ask fifteen times a second.
    const name = executionName(row.run);
    const did = await deps.machines.start(version.machine, name, firstCursor(owner, row));
    if (did !== 'exists') return extend(deps, owner, item, row);
  }
  const status = await deps.machines.status(version.machine, executionName(row.run));
  if (status === 'RUNNING') {
    await goOn(deps, owner, item, row, version.routing.interrupts.length > 0);
  } else if (card === undefined) {
    await erased(deps, owner, row);
  } else {
    const cause = `the execution is ${status ?? 'gone'} and the run was not over`;
    await failRun(deps, owner, row.run, { name: 'ExecutionLost', cause });
  }
}

const erased = (deps: Deps, owner: Owner, row: RunRow): Promise<void> =>
  failRun(deps, owner, row.run, { name: 'ContactErased', cause: 'the contact was erased' });

/** Express: waits end here, and a run whose execution died gets another one. */
async function expressGoOn(
  deps: Deps,
  owner: Owner,
  item: Item,
  row: RunRow,
  listens: boolean,
): Promise<void> {
  if (row.state === 'running') {
    await extend(deps, owner, item, row, EXPRESS_LEASE_MS);
    await startSegment(deps, owner, row);
  } else if (isWakeable(row.wait)) {
    // Whoever began the wait may have died before looking at what came before it: an event that was missed goes first.
    await catchUp(deps, segmentCursor(owner, row), item);
    await claim(deps, owner, item, { ...timedOut(row), listens });
  } else await wake(deps, owner, item);
}

const timedOut = (row: RunRow) => ({
  path: 'timeout',
  entries: [{ step: row.step, did: 'woke', path: 'timeout', why: 'the time was up' } as const],
});

async function goOn(deps: Deps, owner: Owner, item: Item, row: RunRow, listens: boolean): Promise<void> {
  const overdue = row.wait?.token !== undefined && row.wait.until <= iso(deps.clock.now());
  if (overdue) {
    await claim(deps, owner, item, { ...timedOut(row), listens });
    return;
  }
  await wakeAgain(deps, owner, row);
  await extend(deps, owner, item, row);
}

/** Somebody looked: look again after another lease. A row that moved meanwhile needs no extension. */
async function extend(deps: Deps, owner: Owner, item: Item, row: RunRow, lease = LEASE_MS): Promise<void> {
  const due = after(iso(deps.clock.now()), lease);
  await deps.store.write(putRun(owner, { row: { ...row, due }, writes: [] }, item.rev));
}
