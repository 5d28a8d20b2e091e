/** The report of a simulation, from its counts. Names are sorted where they are not in the definition's order: the same counts, the same bytes. */
import type { Step } from '../../../workflow-compiler/language/step.ts';
import { type PriceReport, priceReport } from './price.ts';
import { quantile } from './quantile.ts';
import type { Flow, Stage } from './stage.ts';
import type { Tally } from './tally.ts';

type Numbers = { readonly [name: string]: number };

export type StepReport = {
  readonly kind: Step['kind'];
  readonly label?: string;
  /** What was done here, how often: `sent`, `skipped`, `decided`, `parked` … */
  readonly did: Numbers;
  /** How many took each path. */
  readonly paths?: Numbers;
  /** Why messages were skipped or steps refused. */
  readonly reasons?: Numbers;
  /** Messages that waited for their window. */
  readonly heldByWindow?: number;
  /** How long they waited, in seconds. */
  readonly heldFor?: Numbers;
  /** Times that a message waited for room under a cap. */
  readonly heldByCap?: number;
  /** Times that a jump went on because it had been taken as often as it may be. */
  readonly capped?: number;
  /** Messages of which at least one open by a person, one click, came. */
  readonly opened?: number;
  readonly clicked?: number;
  /** Messages that came back, and about which their recipients complained. */
  readonly bounced?: number;
  readonly complained?: number;
  /** People here when the simulation ended. */
  readonly inside?: number;
};

export type FlowReport = {
  readonly title: string;
  readonly entered: number;
  /** By the event that let them in. */
  readonly enteredBy: Numbers;
  /** Times that it was not set off, since too many workflows had set each other off before. */
  readonly cut: number;
  /** Why contacts whose trigger came did not enter. */
  readonly refused: Numbers;
  readonly done: number;
  readonly left: number;
  readonly failed: number;
  readonly inside: number;
  /** Why runs left or failed. */
  readonly reasons: Numbers;
  readonly sent: Numbers;
  /** Of the runs that ended, in seconds from entering. */
  readonly seconds: Numbers;
  /** States entered, as Step Functions bills them; those of windows and retries apart. */
  readonly transitions: {
    readonly total: number;
    readonly perRun: number;
    readonly holds: number;
    readonly retries: number;
  };
  /** What these runs cost on AWS, in the shape that ran and in the others. */
  readonly price?: PriceReport;
  readonly steps: { readonly [step: string]: StepReport };
};

export type SendReport = {
  readonly total: number;
  /** By date in the tenant's zone. */
  readonly byDay: Numbers;
  /** By hour of the day where the contact lives, from `00:00` to `23:00`. */
  readonly byHour: Numbers;
  /** The busiest hour: when it began (UTC), and how many. */
  readonly peak?: { readonly at: string; readonly sent: number };
};

/** Times that there was no room for a message under a cap: by the limit that was full for longest, and by what became of it. */
export type CapReport = {
  readonly perDay: number;
  readonly perWeek: number;
  readonly skipped: number;
  readonly held: number;
};

export type SimulationReport = {
  readonly simulation: {
    readonly contacts: number;
    readonly start: string;
    readonly days: number;
    readonly seed: number;
    readonly zone: string;
  };
  readonly workflows: { readonly [name: string]: FlowReport };
  readonly sends: { readonly [channel: string]: SendReport };
  /** By channel; of tenants with caps. */
  readonly caps?: { readonly [channel: string]: CapReport };
};

export type About = SimulationReport['simulation'];

const DAY = 86_400_000;
const HOUR = 3_600_000;

export function reportOf(stage: Stage, tally: Tally, about: About): SimulationReport {
  const read = reading(tally);
  return {
    simulation: about,
    workflows: Object.fromEntries(
      [...stage.flows.values()].map((flow) => [
        flow.name,
        flowReport(flow, read, stage.household.caps !== undefined),
      ]),
    ),
    sends: Object.fromEntries(
      ['email', 'sms', 'push', 'notify']
        .filter((channel) => read.under(`hour|${channel}|`).length > 0)
        .map((channel) => [channel, sendReport(channel, read, tally.start)]),
    ),
    ...capsReport(stage, read),
  };
}

/** A tally as it is read. */
export type Read = {
  readonly one: (name: string) => number;
  /** Counts whose names begin so, with the rest of their names, sorted. */
  readonly under: (prefix: string) => readonly (readonly [string, number])[];
};

export function reading({ counts }: Tally): Read {
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    one: (name) => counts.get(name) ?? 0,
    under: (prefix) =>
      sorted.flatMap(([name, n]): readonly (readonly [string, number])[] =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), n]] : [],
      ),
  };
}

const total = (counts: readonly (readonly [string, number])[]): number =>
  counts.reduce((sum, [, n]) => sum + n, 0);

const LASTED = { p10: 0.1, p50: 0.5, p90: 0.9, p99: 0.99, max: 1 } as const;
const HELD = { p50: 0.5, p90: 0.9, max: 1 } as const;

/** By name, in seconds; nothing where nothing was counted. */
function quantiles(
  counts: readonly (readonly [bucket: string, n: number])[],
  shares: { readonly [label: string]: number },
): Numbers {
  const buckets = new Map(counts.map(([bucket, n]) => [Number(bucket), n]));
  return numbers(
    Object.entries(shares).flatMap(([label, share]) => {
      const found = quantile(buckets, share);
      return found === undefined ? [] : [[label, found] as const];
    }),
  );
}

const numbers = (entries: readonly (readonly [string, number])[]): Numbers => Object.fromEntries(entries);

function flowReport(flow: Flow, { one, under }: Read, capped: boolean): FlowReport {
  const { name } = flow;
  const enteredBy = under(`entered|${name}|`);
  const entered = total(enteredBy);
  const states = under(`state|${name}|`);
  const retried = under(`retried|${name}|`);
  const inside = total(under(`inside|${name}|`));
  const price = priceReport(flow, entered, { one, under }, capped);
  return {
    title: flow.workflow.title,
    entered,
    enteredBy: numbers(enteredBy),
    cut: one(`cut|${name}`),
    refused: numbers(under(`refused|${name}|`)),
    done: one(`ended|${name}|done`),
    left: one(`ended|${name}|left`),
    failed: one(`ended|${name}|failed`),
    inside,
    reasons: numbers(under(`reason|${name}|`).map(([reason, n]) => [reason.replace('|', ': '), n])),
    sent: numbers(under(`sent|${name}|`)),
    seconds: quantiles(under(`lasted|${name}|`), LASTED),
    transitions: {
      total: total(states),
      perRun: entered === 0 ? 0 : Math.round((total(states) / entered) * 1000) / 1000,
      holds: total(states.filter(([state]) => flow.holds.has(state))),
      retries: total(retried),
    },
    ...(price === undefined ? {} : { price }),
    steps: Object.fromEntries(
      Object.entries(flow.content).map(([id, step]) => [
        id,
        stepReport(`${name}|${id}`, step, { one, under }),
      ]),
    ),
  };
}

function capsReport({ household: { caps } }: Stage, { under }: Read): Pick<SimulationReport, 'caps'> {
  if (caps === undefined) return {};
  const report = (channel: string): CapReport => {
    const hits = under(`capped|${channel}|`);
    const of = (is: (per: string, over: string) => boolean): number =>
      total(hits.filter(([name]) => is(...splitHit(name))));
    return {
      perDay: of((per) => per === 'day'),
      perWeek: of((per) => per === 'week'),
      skipped: of((_, over) => over === 'skip'),
      held: of((_, over) => over === 'hold'),
    };
  };
  return { caps: Object.fromEntries(Object.keys(caps).map((channel) => [channel, report(channel)])) };
}

function splitHit(name: string): readonly [per: string, over: string] {
  const [per = '', over = ''] = name.split('|');
  return [per, over];
}

function stepReport(place: string, step: Step, { one, under }: Read): StepReport {
  const paths = under(`path|${place}|`);
  const reasons = under(`why|${place}|`).map(([reason, n]) => [reason.replace('|', ': '), n] as const);
  const window = under(`window|${place}|`);
  const cap = total(under(`cap|${place}|`));
  const capped = step.kind === 'jump' ? one(`path|${place}|next`) : 0;
  const reactions = (['opened', 'clicked', 'bounced', 'complained'] as const)
    .map((what) => [what, one(`${what}|${place}`)] as const)
    .filter(([, n]) => n > 0);
  const inside = one(`inside|${place}`);
  const label = 'label' in step ? step.label : undefined;
  return {
    kind: step.kind,
    ...(label === undefined ? {} : { label }),
    did: numbers(under(`did|${place}|`)),
    ...(paths.length === 0 ? {} : { paths: numbers(paths) }),
    ...(reasons.length === 0 ? {} : { reasons: numbers(reasons) }),
    ...(window.length === 0 ? {} : { heldByWindow: total(window), heldFor: quantiles(window, HELD) }),
    ...(cap === 0 ? {} : { heldByCap: cap }),
    ...(capped === 0 ? {} : { capped }),
    ...Object.fromEntries(reactions),
    ...(inside === 0 ? {} : { inside }),
  };
}

function sendReport(channel: string, { under }: Read, start: number): SendReport {
  const hours = under(`hour|${channel}|`);
  const days = under(`day|${channel}|`).toSorted(([a], [b]) => Number(a) - Number(b));
  const clock = new Map(under(`clock|${channel}|`).map(([hour, n]) => [Number(hour), n]));
  const [peak] = hours.toSorted(([a, m], [b, n]) => n - m || Number(a) - Number(b));
  return {
    total: total(hours),
    byDay: numbers(days.map(([day, n]) => [new Date(Number(day) * DAY).toISOString().slice(0, 10), n])),
    // Keys that look like whole numbers would come before all others, in no order of ours.
    byHour: numbers(
      Array.from({ length: 24 }, (_, hour) => [`${String(hour).padStart(2, '0')}:00`, clock.get(hour) ?? 0]),
    ),
    ...(peak === undefined
      ? {}
      : { peak: { at: new Date(start + Number(peak[0]) * HOUR).toISOString(), sent: peak[1] } }),
  };
}
