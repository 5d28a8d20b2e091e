/**
 * A run's way cut at its waits: what begins together is a wave, with how many runs come to it, what they do in it, and when the
 * next one begins. The first wave is the entry. Counted on the same walk as the price.
 */
import { clockAfter } from '../check/ways/clock.ts';
import type { Definition } from '../language/definition.ts';
import { durationMs } from '../language/duration.ts';
import type { Step } from '../language/step.ts';
import type { Plan, PlanNode } from '../lower/plan.ts';
import { type Count, ONE } from '../price/money.ts';
import type { Rates } from '../price/rates.ts';
import { count, walkBy } from '../price/walk.ts';
import { type Memory, type Visit, type Ways, waysOf } from '../price/ways.ts';

/** How long a wait takes: for everybody the same time, until everybody's next such moment, or to a day of the year. */
export type Pause =
  | { readonly kind: 'for'; readonly ms: number }
  | { readonly kind: 'moment'; readonly days: number; readonly minute: number }
  | { readonly kind: 'date'; readonly minute: number };

export type PlanWave = {
  readonly begins: 'entry' | 'timer' | 'event';
  /** About so many milliseconds after the entry: to tell waves apart, and to name them. */
  readonly afterMs: number;
  /** Runs that come to it, for each run that enters. */
  readonly runs: Count;
  readonly visits: ReadonlyMap<string, Visit>;
  readonly onward: readonly { readonly to: number; readonly runs: Count; readonly pause: Pause }[];
};

type Edge = { readonly from: string; readonly to: string; readonly pause: Pause; runs: Count };

/** Which wave a crowd is in: it travels with what runs remember. */
const WAVE = '@wave';
const ENTRY = 'entry 0 0';

/** In an order in which every wave comes before those that follow it. */
export function wavesOf(plan: Plan, definition: Definition, rates: Rates): readonly PlanWave[] {
  const visits = new Map<string, Map<string, Visit>>();
  const edges = new Map<string, Edge>();
  const ways = timed(waysOf(definition, rates), definition, (edge) => {
    const name = `${edge.from}|${edge.to}|${JSON.stringify(edge.pause)}`;
    const known = edges.get(name);
    if (known === undefined) edges.set(name, { ...edge });
    else known.runs += edge.runs;
  });
  walkBy(plan, ways, { [WAVE]: ENTRY }, (name, visit, memory) => {
    const wave = memory[WAVE] ?? ENTRY;
    const inWave = visits.get(wave) ?? new Map<string, Visit>();
    visits.set(wave, inWave);
    count(inWave, name, visit);
  });
  const names = [...visits.keys()].toSorted(byTime);
  return names.map((name) => {
    const out = [...edges.values()].filter(({ from }) => from === name);
    const into = [...edges.values()].filter(({ to }) => to === name);
    const { begins, ms } = parse(name);
    return {
      begins,
      afterMs: ms,
      runs: name === ENTRY ? ONE : into.reduce((sum, { runs }) => sum + runs, 0n),
      visits: visits.get(name) ?? new Map(),
      onward: out
        .filter(({ runs }) => runs > 0n)
        .map(({ to, runs, pause }) => ({ to: names.indexOf(to), runs, pause })),
    };
  });
}

/** The ways of a plan, where whoever waits comes out in another wave. */
function timed(ways: Ways, definition: Definition, waits: (edge: Edge) => void): Ways {
  return (node, mass, memory) => {
    const passing = ways(node, mass, memory);
    const pause = pauseAt(node, definition);
    if (pause === undefined) return passing;
    const from = memory[WAVE] ?? ENTRY;
    const onward = passing.onward.map((way) => {
      const byTime = node.type === 'wait' || (node.type === 'callback' && way.to === node.timeout);
      const wave = byTime ? next(from, 'timer', pause) : next(from, 'event', halfOf(pause));
      if (way.mass > 0n) waits({ from, to: wave, pause: byTime ? pause : halfOf(pause), runs: way.mass });
      const after: Memory = { ...way.memory, [WAVE]: wave };
      return { ...way, memory: after };
    });
    return { ...passing, onward };
  };
}

function pauseAt(node: PlanNode, { steps }: Definition): Pause | undefined {
  if (node.type !== 'wait' && node.type !== 'callback') return undefined;
  const step = node.step === undefined ? undefined : steps[node.step];
  return step === undefined ? undefined : pauseOf(step);
}

const EVERY_DAY = 0b1111111;

function pauseOf(step: Step): Pause | undefined {
  if (step.kind === 'wait-for-event') return { kind: 'for', ms: durationMs(step.timeout.after) };
  if (step.kind !== 'wait') return undefined;
  if (step.for !== undefined) return { kind: 'for', ms: durationMs(step.for) };
  const clock = clockAfter('', step);
  if (step.date !== undefined) return { kind: 'date', minute: clock?.minute ?? 0 };
  // One date for all: nothing says how far away it is, so it is taken for the next time that its hour comes.
  const days = step.day === undefined ? EVERY_DAY : (clock?.days ?? EVERY_DAY);
  return { kind: 'moment', days, minute: clock?.minute ?? 0 };
}

/** An event comes half-way through the time that it has. */
const halfOf = (pause: Pause): Pause =>
  pause.kind === 'for' ? { kind: 'for', ms: Math.ceil(pause.ms / 2) } : pause;

const DAY_MS = 86_400_000;

/**
 * The wave after a pause. Moments of the calendar are only counted, since when they come depends on when somebody entered. The
 * further away, the coarser: waves that differ by less than a grain are one.
 */
function next(from: string, begins: 'timer' | 'event', pause: Pause): string {
  const { moments, ms } = parse(from);
  if (pause.kind !== 'for') return `${begins} ${moments + 1} ${ms}`;
  const then = ms + pause.ms;
  const coarse = then < DAY_MS ? 1000 : then < 30 * DAY_MS ? 60_000 : DAY_MS / 24;
  const grain = Math.min(coarse, pause.ms);
  // Upwards, so that no wave comes before or upon the one that it follows.
  return `${begins} ${moments} ${Math.max(Math.ceil(then / grain) * grain, ms + 1)}`;
}

function parse(name: string): {
  readonly begins: PlanWave['begins'];
  readonly moments: number;
  readonly ms: number;
} {
  const [begins, moments, ms] = name.split(' ');
  return {
    begins: begins === 'timer' || begins === 'event' ? begins : 'entry',
    moments: Number(moments),
    ms: Number(ms),
  };
}

function byTime(a: string, b: string): number {
  const [one, other] = [parse(a), parse(b)];
  return one.moments - other.moments || one.ms - other.ms || (one.begins < other.begins ? -1 : 1);
}
