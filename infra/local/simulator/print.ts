/** A simulation's report for people: one block per workflow, then what was sent when. */
import { SHAPES } from '../../../functions/domain/simulation/price.ts';
import type {
  CapReport,
  FlowReport,
  SendReport,
  SimulationReport,
  StepReport,
} from '../../../functions/domain/simulation/report.ts';

const n = (value: number): string => value.toLocaleString('en');

export function printReport({ simulation, workflows, sends, caps = {} }: SimulationReport): string {
  const { contacts, days, start, seed } = simulation;
  const head = `${n(contacts)} contacts, ${days} days from ${start}, seed ${seed}\n`;
  const flows = Object.entries(workflows).map(([name, flow]) => printFlow(name, flow));
  const sent = Object.entries(sends).map(([channel, report]) => printSends(channel, report));
  const met = Object.entries(caps).map(([channel, report]) => printCap(channel, report));
  return [head, ...flows, ...sent, ...met].join('\n');
}

function printCap(channel: string, { perDay, perWeek, skipped, held }: CapReport): string {
  return `${channel} cap: no room ${n(perDay + perWeek)} times (${n(perDay)} of the day, ${n(perWeek)} of the week); ${n(skipped)} not sent, ${n(held)} put off\n`;
}

function printFlow(name: string, flow: FlowReport): string {
  const { entered, done, left, failed, inside, transitions, seconds } = flow;
  const lines = [
    `${name}: ${flow.title}`,
    `  entered ${n(entered)}; done ${n(done)}, left ${n(left)}, failed ${n(failed)}, still inside ${n(inside)}`,
    ...(Object.keys(flow.enteredBy).length > 1 ? some('entered by', flow.enteredBy) : []),
    ...some('did not enter', flow.refused),
    ...(flow.cut === 0 ? [] : [`  cut ${n(flow.cut)} times: too many workflows had set each other off`]),
    ...some('left or failed', flow.reasons),
    ...(seconds.p50 === undefined
      ? []
      : [
          `  took ${Object.entries(seconds)
            .map(([label, each]) => `${label} ${duration(each)}`)
            .join(', ')}`,
        ]),
    `  ${n(transitions.total)} states entered, ${transitions.perRun} a run; ${n(transitions.holds)} holds, ${n(transitions.retries)} retries`,
    ...(flow.price === undefined ? [] : [printPrice(flow.price)]),
    ...Object.entries(flow.steps).flatMap(([id, step]) => printStep(id, step)),
  ];
  return `${lines.join('\n')}\n`;
}

const SHAPED = {
  standard: 'standard',
  standardSegment: 'standard by segments',
  express: 'express',
  expressStep: 'express by steps',
} as const;

function printPrice({ shape, usd, pricesOf }: NonNullable<FlowReport['price']>): string {
  const dollars = (value: number): string => `$${value.toFixed(2)}`;
  const others = SHAPES.filter((one) => one !== shape).map((one) => `${SHAPED[one]} ${dollars(usd[one])}`);
  return `  costs ${dollars(usd.messages)} for messages and ${dollars(usd[shape])} for everything else in ${SHAPED[shape]} (${others.join(', ')}); prices of ${pricesOf}`;
}

const some = (what: string, numbers: { readonly [name: string]: number }): readonly string[] =>
  Object.keys(numbers).length === 0 ? [] : [`  ${what}: ${list(numbers)}`];

const list = (numbers: { readonly [name: string]: number }): string =>
  Object.entries(numbers)
    .map(([name, value]) => `${name} ${n(value)}`)
    .join(', ');

const REACTIONS = ['opened', 'clicked', 'bounced', 'complained'] as const;

function printStep(id: string, step: StepReport): readonly string[] {
  const { did, paths = {}, reasons = {}, heldByWindow, heldFor, heldByCap, capped, inside } = step;
  const half = heldFor?.p50 === undefined ? '' : `, half of them ${duration(heldFor.p50)} or more`;
  const parts = [
    list(did),
    Object.keys(paths).length === 0 ? '' : `→ ${list(paths)}`,
    heldByWindow === undefined ? '' : `${n(heldByWindow)} waited for the window${half}`,
    heldByCap === undefined ? '' : `${n(heldByCap)} waited for room under the cap`,
    capped === undefined ? '' : `${n(capped)} went on since it may be taken no more`,
    ...REACTIONS.map((what) => (step[what] === undefined ? '' : `${n(step[what])} ${what}`)),
    inside === undefined ? '' : `${n(inside)} here at the end`,
  ].filter((part) => part !== '');
  const why = Object.entries(reasons).map(([reason, value]) => `      ${n(value)} × ${reason}`);
  return [`    ${id.padEnd(16)} ${parts.join('; ')}`, ...why];
}

function printSends(channel: string, { total, byDay, byHour, peak }: SendReport): string {
  const most = Math.max(1, ...Object.values(byHour));
  const hours = Object.entries(byHour).map(
    ([hour, sent]) => `    ${hour} ${'█'.repeat(Math.round((sent / most) * 30)).padEnd(30)} ${n(sent)}`,
  );
  const days = Object.entries(byDay);
  const busiest = days.toSorted(([, a], [, b]) => b - a)[0];
  const lines = [
    `${channel}: ${n(total)} sent on ${days.length} days${busiest === undefined ? '' : `, most on ${busiest[0]} (${n(busiest[1])})`}`,
    ...(peak === undefined ? [] : [`  busiest hour: ${n(peak.sent)} from ${peak.at}`]),
    ...(channel === 'notify' ? [] : ["  by the contacts' own clocks:", ...hours]),
  ];
  return `${lines.join('\n')}\n`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units: `1 d 3 h`. */
function duration(seconds: number): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(left / size);
    left -= whole * size;
    if (whole > 0 && parts.length < 2) parts.push(`${whole} ${unit}`);
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
