/** `segments`: how many of the stored contacts a condition holds for, by the product's store and by PostgreSQL's jsonb. */
import { goal, number, ratios, spread, table } from '../figures.ts';
import { inTurn } from '../in-turn.ts';
import type { Part } from '../part.ts';
import { installedPeers } from '../peers.ts';
import type { Scanned, SegmentErrand } from '../sides/segment.ts';

export const part: Part = {
  title: 'Counting contacts',
  run: async (setting) => {
    const cards = setting.set('cards', 100_000, 2000);
    const times = setting.set('times', 10, 2);
    if (!setting.quick) installedPeers(setting);
    const side = (way: SegmentErrand['way']) => ({
      name: way,
      module: 'sides/segment.ts',
      argument: { way, cards, times },
    });
    const sides = setting.quick ? [side('product')] : [side('product'), side('postgres')];
    const [ours = [], theirs = []] = await inTurn<SegmentErrand, Scanned>(setting, sides);
    const absent = setting.quick ? 'not asked for' : theirs.find((one) => one.absent !== undefined)?.absent;
    const counts = new Set(
      [...ours, ...(absent === undefined ? theirs : [])].map(({ matching }) => matching),
    );
    if (counts.size !== 1) throw new Error(`they disagree: ${[...counts].join(', ')}`);
    const of = (results: readonly Scanned[], which: 'first' | 'again'): readonly number[] =>
      results.map((one) => one[which]);
    const postgres = absent === undefined ? spread(of(theirs, 'again')) : `absent: ${absent}`;
    return [
      `The condition of *Conditions* asked of ${number(cards)} stored cards (\`POST /v1/contacts/count\`); both count the same. The first time the product takes the members that the condition names out of every card, and keeps them in memory; after that only what was written since is read. PostgreSQL: one worker over a jsonb column, everything in its buffers.`,
      table(
        ['', 'cards per CPU second'],
        [
          ['the product, the first time', spread(of(ours, 'first'))],
          ['the product, again', spread(of(ours, 'again'))],
          ['PostgreSQL', postgres],
        ],
      ),
      ...(absent === undefined
        ? [
            [
              goal('Ours again ÷ PostgreSQL', ratios(of(ours, 'again'), of(theirs, 'again')), { atLeast: 1 }),
              goal('Ours the first time ÷ PostgreSQL', ratios(of(ours, 'first'), of(theirs, 'again')), {
                atLeast: 1,
                why: 'cards are stored as text, which is read anew; to fetch a row, read its text and look for the members takes SQLite alone about as long as PostgreSQL takes for all of it, whose jsonb was read when it was written; the rest is spent on keeping the members for the next time',
              }),
            ].join('\n'),
          ]
        : []),
    ].join('\n\n');
  },
};
