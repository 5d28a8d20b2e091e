/**
 * The contacts of one shard let into a workflow, as a part of a broadcast: who is meant is counted, then each is let in by the
 * workflow's own rules, spread over the time that was asked for. Nobody goes by an event: past feed, bus and queue, a run's row is
 * written here, under the key that the broadcast gives it, so that a contact who is met twice is found inside.
 */
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import { chosen } from '../contact/chosen.ts';
import { isContactId } from '../ids.ts';
import { type JobOf, type PartPlace, readJob } from '../job/job.ts';
import type { JobNeeds, Step } from '../job/step.ts';
import { contactListPks } from '../keys.ts';
import { begin } from '../run/enrol.ts';
import { type Owner, runKey } from '../run/keys.ts';
import { enterByHand } from '../run/route.ts';
import { asRun } from '../run/row.ts';
import { offersByHand } from '../workflow/enrol.ts';
import { routingTable } from '../workflow/routing.ts';

type Part = JobOf<'part'>;
type Entering = Extract<PartPlace, { phase: 'enter' }>;

/** Contacts let in side by side. */
const TOGETHER = 32;
/** Whoever is early looks again after so long at the soonest. */
const LOOK_MS = 1000;

export async function partStep(deps: JobNeeds, job: Part): Promise<Step> {
  const { place = { phase: 'count', looked: 0 } as const } = job;
  const whole = await readJob(deps.store, job.tenant, 'broadcast', job.order.of);
  if (whole?.job.state !== 'running') return { errand: at(job, place), and: { state: 'cancelled' } };
  return place.phase === 'count' ? count(deps, job, place) : enter(deps, job, place);
}

const headOf = ({ tenant, order }: Part): number => 1 - order.shard / contactListPks(tenant).length;

const at = ({ kind, order }: Part, place: PartPlace) => ({ kind, order, place });

async function count(
  deps: JobNeeds,
  job: Part,
  place: Extract<PartPlace, { phase: 'count' }>,
): Promise<Step> {
  const page = await chosen(deps, job.tenant, job.order.who, { after: place.after, shard: job.order.shard });
  const total = (job.total ?? 0) + page.cards.length;
  const looked = place.looked + page.looked;
  const errand = at(
    job,
    page.next === undefined
      ? { phase: 'enter', looked, since: deps.clock.now(), entered: 0 }
      : { phase: 'count', looked, after: page.next },
  );
  return { errand, total, and: 'go on' };
}

async function enter(deps: JobNeeds, job: Part, place: Entering): Promise<Step> {
  const { order, total = 0 } = job;
  const passed = deps.clock.now() - place.since;
  const { room, early } = pace(job.done, total, order.spreadSeconds * 1000, passed, headOf(job));
  if (room === 0) return { errand: at(job, place), and: { wait: Math.max(early, LOOK_MS) } };
  const offers = await offersByHand(deps.store, job.tenant, order.workflow);
  if (offers !== 'yes') {
    const reason = `The workflow \`${order.workflow}\` is not started any more, or lets nobody in by hand.`;
    return { errand: at(job, place), and: { state: 'failed', reason } };
  }
  const table = await routingTable(deps.store, job.tenant);
  const event: Activity = {
    id: order.of,
    type: 'manual.enrolled',
    at: job.createdAt,
    properties: { workflow: order.workflow },
  };
  // As many cards as the room is for, going by how many of them were meant when they were counted.
  const limit = Math.ceil(room * (total === 0 ? 1 : place.looked / total));
  const page = await chosen(deps, job.tenant, order.who, {
    after: place.after,
    limit,
    shard: order.shard,
  });
  // Who came after it was asked for was not meant.
  const meant = page.cards.filter((card) => card.createdAt <= job.createdAt);
  const enterOne = async (card: Card): Promise<boolean> => {
    const { id } = card;
    if (!isContactId(id)) return false;
    const owner = { tenant: job.tenant, contact: id };
    const { outcome, run } =
      (await enterByHand(deps, table, owner, order.workflow, card, event, begin)) ?? {};
    return outcome === 'entered' || (run !== undefined && (await isOfJob(deps, owner, run, order.of)));
  };
  let entered = place.entered;
  for (let from = 0; from < meant.length; from += TOGETHER) {
    const some = meant.slice(from, from + TOGETHER);
    const outcomes = await Promise.all(some.map((card) => enterOne(card)));
    entered += outcomes.filter((inside) => inside).length;
  }
  const done = job.done + meant.length;
  const next: Entering = { ...place, entered };
  if (page.next === undefined) return { errand: at(job, next), done, total: done, and: { state: 'done' } };
  return { errand: at(job, { ...next, after: page.next }), done, and: 'go on' };
}

/** Whether a contact is inside by this job, before a kill, or was before it. */
async function isOfJob(
  { store }: Pick<JobNeeds, 'store'>,
  owner: Owner,
  run: string,
  job: string,
): Promise<boolean> {
  const item = await store.get(runKey(owner, run));
  return item !== undefined && asRun(item).woken?.[0] === job;
}

/**
 * For how many there is room by now when so many are spread over so long, and in how many milliseconds there is for the next. `head`:
 * how much of the first one's time has passed before it begins, from 0 to 1, so that the parts of a small broadcast do not all
 * begin with one at once.
 */
export function pace(
  done: number,
  total: number,
  spreadMs: number,
  passedMs: number,
  head = 1,
): { readonly room: number; readonly early: number } {
  if (spreadMs === 0 || done >= total) return { room: Number.MAX_SAFE_INTEGER, early: 0 };
  const room = Math.floor((passedMs / spreadMs) * total + head) - done;
  if (room > 0) return { room, early: 0 };
  return { room: 0, early: Math.ceil(((done + 1 - head) / total) * spreadMs) - passedMs };
}
