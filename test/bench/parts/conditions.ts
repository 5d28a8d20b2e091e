/** `conditions`: ten questions about contact cards in memory, asked by the product, by generated code and by sift. */
import { goal, ratios, spread, table } from '../figures.ts';
import { inTurn } from '../in-turn.ts';
import type { Part } from '../part.ts';
import { installedPeers } from '../peers.ts';
import type { Asked, ConditionErrand } from '../sides/condition.ts';
import { siftInstalled } from '../sift.ts';

const OURS = 'the product, whether it holds';
const WAYS: readonly (readonly [ConditionErrand['way'], string])[] = [
  ['product', OURS],
  ['judge', 'the product, with the clauses that decided'],
  ['generated', 'generated code, the same meaning'],
  ['generated, exact', 'generated code, texts and numbers only as they are'],
];
const SIFT: typeof WAYS = [
  ['sift', 'sift, the same meaning'],
  ['sift, exact', 'sift, texts only as they are'],
];

export const part: Part = {
  title: 'Conditions',
  run: async (setting) => {
    const cards = setting.set('cards', 1000, 200);
    if (!setting.quick) installedPeers(setting);
    const ways = siftInstalled() ? [...WAYS, ...SIFT] : WAYS;
    const results = await inTurn<ConditionErrand, Asked>(
      setting,
      ways.map(([way, name]) => ({ name, module: 'sides/condition.ts', argument: { way, cards } })),
    );
    const rates = new Map(ways.map(([way], at) => [way, (results[at] ?? []).map((one) => one.perCpuSecond)]));
    const counts = new Set(results.flat().map(({ holds }) => holds));
    if (counts.size !== 1) throw new Error(`they disagree: ${[...counts].join(', ')}`);
    const rate = (way: ConditionErrand['way']): readonly number[] => rates.get(way) ?? [];
    return [
      `A condition of ten questions, nested, on ${cards} cards of about 2 kB that meet all but the last; all find the same. *The same meaning*: texts without regard to case, numbers also where they are stored as text, parts of the score that have lapsed. Generated code is \`new Function\`: a limit to measure against, never done with a tenant's words.`,
      table(
        ['', 'cards per CPU second'],
        [
          ...ways.map(([way, name]) => [name, spread(rate(way))]),
          ...(siftInstalled() ? [] : [['sift', 'absent: not installed']]),
        ],
      ),
      [
        goal('Generated code of the same meaning ÷ ours', ratios(rate('generated'), rate('product')), {
          atMost: 3,
        }),
        ...(siftInstalled()
          ? [
              goal('Ours ÷ sift with the same meaning', ratios(rate('product'), rate('sift')), {
                atLeast: 20,
                why: 'each question reads a member whose name is not known when the loop is compiled, and takes a branch that the processor cannot foresee; only code made for the condition avoids both',
              }),
            ]
          : []),
      ].join('\n'),
    ].join('\n\n');
  },
};
