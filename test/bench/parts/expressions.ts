/** `expressions`: the JSONata that the compiler emits, evaluated by the interpreter and by the package jsonata. */
import { goal, median, number, ratios, spread, table } from '../figures.ts';
import { inTurn } from '../in-turn.ts';
import type { Part } from '../part.ts';
import type { Evaluated, ExpressionsErrand } from '../sides/expressions.ts';

const MODULE = 'sides/expressions.ts';

export const part: Part = {
  title: 'Expressions',
  run: async (setting) => {
    const generated = setting.set('generated', 150, 20);
    const ms = setting.set('ms', 100, 5);
    const side = (way: ExpressionsErrand['way']) => ({
      name: way,
      module: MODULE,
      argument: { way, generated, ms },
    });
    const [ours = [], theirs = []] = await inTurn<ExpressionsErrand, Evaluated>(setting, [
      side('product'),
      side('jsonata'),
    ]);
    const shapes = ours[0]?.map(({ source }) => source) ?? [];
    const of = (results: readonly Evaluated[], source: string): readonly number[] =>
      results.flatMap((one) => one.find((found) => found.source === source)?.perCpuSecond ?? []);
    for (const [pair, mine] of ours.entries()) {
      for (const { source, answer } of mine) {
        const other = theirs[pair]?.find((found) => found.source === source)?.answer;
        if (other !== answer) throw new Error(`\`${source}\`: ${answer} here, ${other} by jsonata`);
      }
    }
    const means = ours.map((_, pair) => {
      const logs = shapes.map((source) =>
        Math.log((of(ours, source)[pair] ?? 0) / (of(theirs, source)[pair] ?? 1)),
      );
      return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
    });
    return [
      `Every expression that the compiler emits for the examples and ${generated} generated workflows in four ways of compiling, one of each shape (${shapes.length}). jsonata 2.0.6 has them parsed, and awaits one after another, which suits it best. The answers were compared; a property test compares them on odd data as well.`,
      table(
        ['expression', 'interpreter, per CPU second', 'jsonata, per CPU second', 'ratio'],
        shapes.map((source) => [
          `\`${source.length > 80 ? `${source.slice(0, 79)}…` : source}\``,
          spread(of(ours, source)),
          spread(of(theirs, source)),
          number(median(ratios(of(ours, source), of(theirs, source)))),
        ]),
      ),
      goal('Interpreter ÷ jsonata, geometric mean', means, { atLeast: 20 }),
    ].join('\n\n');
  },
};
