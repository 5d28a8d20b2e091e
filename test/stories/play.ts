/**
 * Plays a story: plainly, over a disorderly bus, or with a crash at one commit, and tells how it ended in a form that can be
 * compared. After every crash the counters are held against the rows, so that a walk over all commits checks each of them.
 */
import { everyCard } from '../../functions/domain/contact/find.ts';
import type { TenantId } from '../../functions/domain/ids.ts';
import { listMessages } from '../../functions/domain/message/list.ts';
import { readReport } from '../../functions/domain/report/counts.ts';
import { listRuns, readRun, type WholeRun } from '../../functions/domain/run/read.ts';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import { listWorkflows } from '../../functions/domain/workflow/read.ts';
import type { Store } from '../../functions/ports/store.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import type { Disorder } from '../../infra/local/bus.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { crashAt, type Faults, failWhere } from '../../infra/local/faults.ts';
import { seeded } from '../../infra/local/random.ts';
import { openScheduler } from './scheduler.ts';
import { hastyClock, openWorld, START, type Story, tenant, withFolder } from './world.ts';

/** What is the same however the story came to its end: nothing in it depends on the order between contacts. */
export type Ending = {
  readonly runs: readonly string[];
  readonly messages: readonly string[];
  readonly cards: readonly string[];
};

export type Played = {
  readonly ending: Ending;
  readonly problems: readonly string[];
  readonly crashed: boolean;
  /** Commits of the first world's setup. */
  readonly setup: number;
};

export const playPlainly = (story: Story, shape: Shape = {}): Promise<Played> => play(story, { shape });

/** Where writes are paid for by the piece and timers last, as on AWS: rows are written one by one, in an order of their own. */
export const playBilled = (story: Story, shape: Shape): Promise<Played> =>
  play(story, { shape, billed: true });

export const playDisorderly = (story: Story, seed: number, shape: Shape = {}): Promise<Played> =>
  play(story, { shape, disorder: { duplicate: true, delayMs: 3000, reorder: true, seed } });

export const playCrashing = (
  story: Story,
  moment: 'before' | 'after',
  commit: number,
  shape: Shape = {},
  billed = false,
): Promise<Played> => {
  const fault = crashAt(moment, commit);
  return play(story, { shape, fault, billed });
};

/** The process is away for a time, and the sweeper is the first to look at what it left. */
export const playAway = (story: Story, commit: number, shape: Shape, away: number): Promise<Played> =>
  play(story, { shape, fault: crashAt('after', commit), away });

/** One write in eight fails, as on a disk that is full now and then. */
export const playOnFullDisk = (story: Story, seed: number, shape: Shape = {}): Promise<Played> =>
  play(story, { shape, full: failing(seeded(seed)) });

const failing = (random: () => number): Faults => failWhere(() => random() < 1 / 8);

type Way = {
  readonly shape: Shape;
  readonly disorder?: Disorder;
  readonly fault?: Faults & { readonly crashed: Promise<void> };
  readonly full?: Faults;
  readonly billed?: boolean;
  /** Milliseconds between a crash and the next process. */
  readonly away?: number;
};

function play(story: Story, { shape, disorder, fault, full, billed = false, away }: Way): Promise<Played> {
  return withFolder(async (dir) => {
    const mode = {
      shape,
      ...(disorder === undefined ? {} : { disorder }),
      ...(full === undefined ? {} : { clock: hastyClock(START) }),
    };
    let commits = 0;
    const faults: Faults = {
      at: (moment, commit) => {
        commits = commit;
        return (fault ?? full)?.at(moment, commit) ?? 'go';
      },
    };
    const scheduler = openScheduler();
    const homeAt = (now: number) => {
      if (!billed) return {};
      const clock = manualClock(now);
      return { clock, billed, timers: scheduler.timers(clock) };
    };
    let world = await openWorld(dir, START, { ...mode, ...homeAt(START), faults });
    const problems: string[] = [];
    let crashed = false;
    let setup = 0;
    const deeds = [...story.setup, ...story.deeds];
    for (let at = 0; at < deeds.length; ) {
      const deed = deeds[at];
      if (deed === undefined) break;
      if (at === story.setup.length) setup = commits;
      const how = await Promise.race([
        deed(world).then(() => 'done' as const, again),
        ...(fault === undefined || crashed ? [] : [fault.crashed.then(() => 'crashed' as const)]),
      ]);
      if (how === 'again') continue;
      if (how === 'done') {
        at += 1;
        continue;
      }
      crashed = true;
      // What the dead instance still does can reach nothing; the same deed is done again in the new one.
      const now = world.clock.now() + (away ?? 0);
      world = await openWorld(dir, now, { ...mode, ...homeAt(now), still: true });
      problems.push(...(await miscounts(world.runtime)));
      if (away !== undefined) await world.runtime.functions.schedule.sweeper();
      world.runtime.start();
    }
    await world.runtime.idle();
    const ending = await endingOf(world);
    problems.push(...(await miscounts(world.runtime)));
    await world.runtime.close();
    return { ending, problems, crashed, setup };
  });
}

/** A deed whose write failed is done again, as a person would. */
function again(error: unknown): 'again' {
  if (error instanceof StoreUnavailable) return 'again';
  throw error;
}

/** Where an ending is read. */
type Told = { readonly store: Store };

async function allRuns({ store }: Told, of: TenantId): Promise<readonly WholeRun[]> {
  const flows = await listWorkflows(store, of, { limit: 100 });
  const found: WholeRun[] = [];
  for (const { name } of flows.items) {
    const { runs } = await listRuns(store, of, { workflow: name, limit: 1000 });
    for (const { run } of runs) {
      const whole = await readRun(store, of, run);
      if (whole !== undefined) found.push(whole);
    }
  }
  return found;
}

/** Read from a store, whichever home it has. */
export async function endingOf(
  { runtime }: { readonly runtime: Told },
  of: TenantId = tenant,
): Promise<Ending> {
  const runs = (await allRuns(runtime, of)).map((run) => {
    const way = run.history.map(({ step, did, path, why }) =>
      [step, did, path, why].filter(Boolean).join(' '),
    );
    return `${run.workflow} ${run.contact} ${run.state} ${run.reason ?? ''}: ${way.join('; ')}`;
  });
  const messages: string[] = [];
  const cards: string[] = [];
  for await (const card of everyCard(runtime.store, of)) {
    const page = await listMessages(runtime.store, of, { contact: card.id, limit: 200 });
    messages.push(...page.messages.map((row) => `${row.contact} ${row.workflow}/${row.step} ${row.state}`));
    const score = card.score.base + card.score.parts.reduce((sum, { points }) => sum + points, 0);
    const [tags, lists] = [Object.keys(card.tags).sort(), Object.keys(card.lists).sort()];
    cards.push(
      `${card.id} tags ${tags} lists ${lists} score ${score} details ${JSON.stringify(card.details)}`,
    );
  }
  return { runs: runs.toSorted(), messages: messages.toSorted(), cards: cards.toSorted() };
}

/** Where counters and rows disagree, or entered is not left + inside + failed. */
export async function miscounts(runtime: Told, of: TenantId = tenant): Promise<readonly string[]> {
  const problems: string[] = [];
  const runs = await allRuns(runtime, of);
  for (const name of new Set(runs.map(({ workflow }) => workflow))) {
    const report = await readReport(runtime.store, of, name);
    const own = runs.filter(({ workflow }) => workflow === name);
    const expected = {
      entered: own.length,
      inside: own.filter(({ endedAt }) => endedAt === undefined).length,
      failed: own.filter(({ state }) => state === 'failed').length,
      left: own.filter(({ state }) => state === 'done' || state === 'left').length,
      running: own.filter(({ state }) => state === 'running').length,
      waiting: own.filter(({ state }) => state === 'waiting').length,
    };
    const { entered, inside, failed, left, running, waiting } = report;
    const counted = JSON.stringify({ entered, inside, failed, left, running, waiting });
    if (counted !== JSON.stringify(expected))
      problems.push(`${name}: ${counted}, rows ${JSON.stringify(expected)}`);
    for (const [step, each] of [['*', report] as const, ...Object.entries(report.steps)]) {
      if (each.entered !== each.left + each.inside + each.failed) {
        problems.push(`${name} ${step}: ${each.entered} ≠ ${each.left} + ${each.inside} + ${each.failed}`);
      }
      const there = own.filter((run) => step === '*' || run.step === step);
      const open = there.filter(({ endedAt }) => endedAt === undefined).length;
      if (each.inside !== open) problems.push(`${name} ${step}: ${each.inside} inside, rows say ${open}`);
    }
  }
  return problems;
}
