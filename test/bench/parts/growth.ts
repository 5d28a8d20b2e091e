/** `growth`: what an event costs as contacts, workflows and open runs grow a thousandfold; it should cost the same. */
import { median, number, spread, table } from '../figures.ts';
import { measured } from '../in-turn.ts';
import type { Part } from '../part.ts';
import type { Growing, Grown, Growth } from '../sides/growth.ts';
import { slope } from '../slope.ts';

export const part: Part = {
  title: 'As a tenant grows',
  run: async (setting) => {
    const events = setting.set('events', 500, 20);
    const most: { readonly [what in Growing]: number } = {
      contacts: setting.set('contacts', 1_000_000, 1000),
      workflows: setting.set('workflows', 10_000, 10),
      'open runs': setting.set('runs', 1_000_000, 1000),
    };
    const grown = await inOrder(most, events, setting.pairs, setting.note);
    const rows = grown.flatMap(({ what, of }) =>
      of.map(({ size, micros }) => [what, size.toLocaleString('en'), spread(micros)]),
    );
    const slopes = grown.map(({ what, of }) => {
      const line = slope(of.map(({ size, micros }) => [size, median(micros)] as const));
      const times = median(of.at(-1)?.micros ?? []) / median(of[0]?.micros ?? []);
      return `- ${what}: slope ${line.toFixed(3)}; from ${(of[0]?.size ?? 0).toLocaleString('en')} to ${(of.at(-1)?.size ?? 0).toLocaleString('en')}, ${number(times)} times the cost.`;
    });
    return `An event that starts a run: row, feed, routing, enrolment, first mail, parking; everything on disk. ${events.toLocaleString('en')} at once, processor time of each, while so much else is there. The slope is that of the line through the logarithms: 0 means that growth costs nothing, 1 that twice as much costs twice.

${table(['what grows', 'to', 'microseconds of processor time an event'], rows)}

${slopes.join('\n')}`;
  },
};

async function inOrder(
  most: { readonly [what in Growing]: number },
  events: number,
  rounds: number,
  note: (text: string) => void,
): Promise<readonly { readonly what: Growing; readonly of: Grown }[]> {
  const found: { what: Growing; of: Grown }[] = [];
  for (const what of ['contacts', 'workflows', 'open runs'] as const) {
    note(`${what}, up to ${most[what]}`);
    const sizes = tensTo(what === 'workflows' ? 1 : 100, most[what]);
    const argument: Growth = { what, sizes, rounds, events };
    found.push({
      what,
      of: await measured<Growth, Grown>({ name: what, module: 'sides/growth.ts', argument }),
    });
  }
  return found;
}

/** @example tensTo(1, 1000) // [1, 10, 100, 1000] */
function tensTo(from: number, to: number): readonly number[] {
  const sizes: number[] = [];
  for (let size = from; size < to; size *= 10) sizes.push(size);
  return [...sizes, to];
}
