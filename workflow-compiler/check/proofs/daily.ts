/**
 * At most so many marketing messages in 24 hours on any way, and no more on a channel than the tenant's caps allow. The least time until the n-th message from here, for each
 * step: waits for a duration and timeouts take theirs, events may come at once. One wait for a day of the week may end as
 * soon as it begins; the next one is a day later, or at the next time of day that the workflow waits for.
 */
import { CAPPED, limitsOf, limitWords } from '../../caps.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { marketingBy } from '../../language/channel.ts';
import { durationMs } from '../../language/duration.ts';
import type { Step } from '../../language/step.ts';
import type { WayEdge } from '../ways/edges.ts';
import { heaviest } from '../ways/heaviest.ts';
import { forwardOrder } from '../ways/solve.ts';
import type { Ways } from '../ways/ways.ts';
import type { Proof } from './proof.ts';

const DAY_MS = 86_400_000;
const MESSAGES_PER_DAY = 10;
/** Beyond this nobody sets a cap to be held. */
const MOST = 100;

/** What is counted, and how often it may come in so long. */
type Allowed = {
  readonly counts: (step: Step) => boolean;
  readonly most: number;
  readonly ms: number;
  /** `4 marketing messages may go out within 24 hours; 3 are meant to be the most`. */
  readonly words: (found: number) => string;
};

export const daily: Proof = (ways, { messagesPerDay = MESSAGES_PER_DAY, caps = {} }) => {
  const all: Allowed = {
    counts: (step) => marketingBy(step) !== undefined,
    most: messagesPerDay,
    ms: DAY_MS,
    words: (found) =>
      `${found} marketing messages may go out within 24 hours; ${messagesPerDay} are meant to be the most`,
  };
  const ofCaps = CAPPED.flatMap((channel) =>
    limitsOf(caps[channel] ?? {}).map(
      (limit): Allowed => ({
        counts: (step) => marketingBy(step) === channel,
        most: limit.most,
        ms: limit.ms,
        words: (found) =>
          `${limitWords(channel, { ...limit, most: found })} are possible; the cap is ${limit.most}, and what is over it is ${
            caps[channel]?.over === 'hold' ? 'held until there is room' : 'not sent'
          }`,
      }),
    ),
  );
  return [all, ...ofCaps].flatMap((allowed) => tooMany(ways, allowed));
};

function tooMany(ways: Ways, { counts, most, ms, words }: Allowed): readonly Finding[] {
  const { definition, at } = ways;
  const sends = (id: string): boolean => {
    const step = definition.steps[id];
    return step !== undefined && counts(step);
  };
  const whole = heaviest(ways, (id) => (sends(id) ? 1 : 0));
  if (most > MOST || whole <= most) return [];
  const times = leastTimes(ways, sends, most + 1, ms);
  const [first] = Object.keys(definition.steps).filter(
    (id) => sends(id) && at(id) !== undefined && (times.get(id) ?? ms) < ms,
  );
  return first === undefined
    ? []
    : [
        {
          code: 'MSG-06',
          at: `/steps/${first}`,
          detail: `From \`${first}\` on, ${words(most + 1)}.`,
          hint: 'Put waits between the messages, or send fewer.',
          onKey: true,
        },
      ];
}

type Times = ReadonlyMap<string, number>;
/** `fresh`: no wait for a day has passed since the first message. */
type Layer = { readonly fresh: Times; readonly used: Times };

/** The least time from each step until `count` messages are out, itself included; nothing where there are not so many. */
function leastTimes(ways: Ways, sends: (id: string) => boolean, count: number, ms: number): Times {
  const order = forwardOrder(ways.definition.start, ways.edges).toReversed();
  const again = betweenDays(ways);
  let layer: Layer = { fresh: new Map(), used: new Map() };
  for (let n = 1; n <= count; n += 1) {
    const used = relax(order, ways, again, sends, n === 1 ? undefined : layer.used, ms);
    const fresh = relax(order, ways, 0, sends, n === 1 ? undefined : layer.fresh, ms, used);
    layer = { fresh, used };
  }
  return layer.fresh;
}

/**
 * One layer: `before` is that of one message fewer, `used` where a wait for a day leads to. Repeated for loops, which lead
 * backwards in the order.
 */
function relax(
  order: readonly string[],
  ways: Ways,
  dayWait: number,
  sends: (id: string) => boolean,
  before: Times | undefined,
  ms: number,
  used?: Times,
): Times {
  const times = new Map<string, number>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of order) {
      const calendar = waitsForDay(ways, id);
      const next = sends(id) ? before : calendar ? (used ?? times) : times;
      const lasts = (edge: WayEdge): number =>
        (calendar ? dayWait : spent(ways, edge)) + (next?.get(edge.to) ?? Number.POSITIVE_INFINITY);
      const least = sends(id) && before === undefined ? 0 : Math.min(ms, ...ways.edges(id).map(lasts));
      if (least >= (times.get(id) ?? ms)) continue;
      times.set(id, least);
      changed = true;
    }
  }
  return times;
}

function waitsForDay({ definition }: Ways, id: string): boolean {
  const step = definition.steps[id];
  return step?.kind === 'wait' && (step.day !== undefined || step.date?.yearly === true);
}

/** The least time that a run spends before it takes the edge. */
function spent({ definition }: Ways, { from, role }: WayEdge): number {
  const step = definition.steps[from];
  if (step?.kind === 'wait' && step.for !== undefined) return role === 'interrupt' ? 0 : durationMs(step.for);
  return step?.kind === 'wait-for-event' && role === 'timeout' ? durationMs(step.timeout.after) : 0;
}

/** The least time between two waits for a day: a day, or less where the workflow waits for different times. */
function betweenDays({ definition }: Ways): number {
  const times = Object.values(definition.steps).flatMap((step) =>
    step.kind === 'wait' && step.day !== undefined ? [minutes(step.day.at)] : [],
  );
  const sorted = [...new Set(times)].toSorted((a, b) => a - b);
  const gaps = sorted.map((time, i) =>
    i === 0 ? time + 1440 - (sorted.at(-1) ?? 0) : time - (sorted[i - 1] ?? 0),
  );
  return Math.min(1440, ...gaps.filter((gap) => gap > 0)) * 60_000;
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
