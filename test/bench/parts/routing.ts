/** `routing`: events to the workflows that they set off, by the product's routing table, plainer matchers and sift. */
import { goal, median, number, ratios, spread, table } from '../figures.ts';
import { inTurn } from '../in-turn.ts';
import type { Part, Setting } from '../part.ts';
import { installedPeers } from '../peers.ts';
import type { Routed, RoutingErrand } from '../sides/routing.ts';
import { siftInstalled } from '../sift.ts';
import type { Shape } from '../workloads/routing.ts';

type Way = RoutingErrand['way'];

const NAMES: Record<Way, string> = {
  product: 'the product’s routing table',
  interpreter: 'a plain interpreter behind a map by tenant and name',
  closures: 'the product’s patterns behind that map, one by one',
  sift: 'sift behind that map',
};
const HOT: Omit<Shape, 'workflows' | 'sharp'> = { tenants: 1, names: 1 };

/** Of goals that are not met. */
const WHY =
  'with four workflows left to ask, an event costs what it takes to fetch it and them from memory, for every side';

type Rows = ReadonlyMap<Way, readonly Routed[]>;

async function compare(setting: Setting, shape: Shape, events: number): Promise<Rows> {
  const ways: readonly Way[] = [
    'product',
    'interpreter',
    'closures',
    ...(siftInstalled() ? (['sift'] as const) : []),
  ];
  const results = await inTurn<RoutingErrand, Routed>(
    setting,
    ways.map((way) => ({ name: NAMES[way], module: 'sides/routing.ts', argument: { way, shape, events } })),
  );
  const rows = new Map(ways.map((way, at) => [way, results[at] ?? []]));
  const counts = new Set(results.flat().map(({ matches }) => matches));
  if (counts.size !== 1) throw new Error(`they disagree: ${[...counts].join(', ')}`);
  return rows;
}

const rate = (rows: Rows, way: Way): readonly number[] =>
  (rows.get(way) ?? []).map((one) => one.perCpuSecond);

function told(rows: Rows): string {
  const lines = [...rows].map(([way, results]) => [
    NAMES[way],
    spread(rate(rows, way)),
    spread(results.map(({ buildMs }) => buildMs)),
  ]);
  return table(['', 'events per CPU second', 'ms to build'], lines);
}

function over(what: string, rows: Rows, way: Way, atLeast: number): readonly string[] {
  const ratio = ratios(rate(rows, 'product'), rate(rows, way));
  return ratio.length === 0 ? [] : [goal(what, ratio, { atLeast, why: WHY })];
}

export const part: Part = {
  title: 'Routing',
  run: async (setting) => {
    if (!setting.quick) installedPeers(setting);
    const events = setting.set('events', 100_000, 2000);
    const hotEvents = setting.set('hot-events', 2000, 200);
    const many = await compare(setting, { workflows: 10_000, tenants: 100, names: 25, sharp: false }, events);
    const hot = await compare(setting, { ...HOT, workflows: 2000, sharp: false }, hotEvents);
    const sharp = await compare(setting, { ...HOT, workflows: 2000, sharp: true }, hotEvents);
    const sizes = setting.quick ? [250, 500] : [250, 500, 1000, 2000, 4000];
    const growth = await inTurn<RoutingErrand, Routed>(
      setting,
      sizes.map((workflows) => ({
        name: `${workflows} workflows`,
        module: 'sides/routing.ts',
        argument: { way: 'product' as const, shape: { ...HOT, workflows, sharp: true }, events: hotEvents },
      })),
    );
    const microseconds = growth.map((results) => 1e6 / median(results.map((one) => one.perCpuSecond)));
    const slope =
      Math.log((microseconds.at(-1) ?? 1) / (microseconds[0] ?? 1)) /
      Math.log((sizes.at(-1) ?? 1) / (sizes[0] ?? 1));
    return [
      `**10,000 workflows of 100 tenants**, each for one of 25 named events, with one to three questions about the event's properties (equals, at least, less, in, starts, exists). Matching alone: no card is read, nothing is started. All find the same.`,
      told(many),
      [
        ...(rate(many, 'interpreter').length === 0
          ? []
          : [
              goal('Plain interpreter ÷ ours', ratios(rate(many, 'interpreter'), rate(many, 'product')), {
                atMost: 1.5,
                why: WHY,
              }),
            ]),
        ...over('Ours ÷ sift', many, 'sift', 10),
      ].join('\n'),
      '**2,000 workflows of one tenant for one event**, the same questions: every event sets off about two hundred.',
      told(hot),
      [...over('Ours ÷ one by one', hot, 'closures', 20), ...over('Ours ÷ sift', hot, 'sift', 10)].join('\n'),
      '**The same, each workflow for one of a thousand articles besides**: hardly one is set off.',
      told(sharp),
      [...over('Ours ÷ one by one', sharp, 'closures', 20), ...over('Ours ÷ sift', sharp, 'sift', 10)].join(
        '\n',
      ),
      `How it grows with the tenant's workflows, in microseconds of the processor an event (articles): ${sizes.map((size, at) => `${number(size)}: ${number(microseconds[at] ?? 0)}`).join(', ')}; time grows as the number to the power ${number(slope)}.`,
    ].join('\n\n');
  },
};
