/** Conditions that can hold: no comparison that no value satisfies, no contradiction, and no path behind one that takes everybody. */
import type { Finding } from '../../diagnostics/finding.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { Condition, Leaf } from '../../language/condition.ts';
import type { StepOf } from '../../language/step.ts';
import { leaves } from '../../language/walk.ts';
import { comparison } from '../comparison.ts';
import { isSatisfiable } from '../logic/satisfiable.ts';
import { conditionsOf } from '../place.ts';
import type { Proof } from './proof.ts';

export const possible: Proof = ({ definition }) => [
  ...conditionsOf(definition).flatMap(({ condition, at }) => impossible(condition, at)),
  ...Object.entries(definition.steps).flatMap(([id, step]) =>
    step.kind === 'branch' ? neverTaken(step, child('/steps', id)) : [],
  ),
];

/** A leaf that cannot hold is the cause; what it makes impossible around it is not told as well. */
function impossible(condition: Condition, at: string): readonly Finding[] {
  if (isBroken(condition)) return [];
  const wrong = leaves(condition, at).filter(({ leaf }) => !isSatisfiable(leaf));
  if (wrong.length > 0) return wrong.map((found) => wrongLeaf(found.leaf, found.at));
  return isSatisfiable(condition)
    ? []
    : [
        {
          code: 'COND-07',
          at,
          detail: 'Parts of the condition contradict each other, so it never holds.',
          hint: 'Change one of them, or use `any` where one of several is enough.',
        },
      ];
}

/** A comparison without a value, or with one of the wrong kind, is told as that. */
const isBroken = (condition: Condition): boolean =>
  leaves(condition).some(
    ({ leaf }) => 'op' in leaf && leaf.kind !== 'score' && comparison(leaf, '').length > 0,
  );

function wrongLeaf(leaf: Leaf, at: string): Finding {
  const name = leaf.kind === 'detail' ? leaf.name : leaf.kind;
  const op = 'op' in leaf ? leaf.op : '';
  return {
    code: 'COND-08',
    at,
    detail: `\`${name}\` never has a value for which \`${op}\` holds with this one.`,
    hint: 'Check the form: dates are `YYYY-MM-DD`, countries two letters, zones `Europe/Berlin`; dates compare with `before`, `after` and the day counts.',
  };
}

/** Paths that the paths before them leave nobody for. A comparison that never holds makes paths odd by itself. */
function neverTaken({ paths }: StepOf<'branch'>, at: string): readonly Finding[] {
  if (paths.some(({ when }) => isBroken(when) || leaves(when).some(({ leaf }) => !isSatisfiable(leaf))))
    return [];
  return paths.flatMap(({ id, when }, i): Finding[] => {
    const before = paths.slice(0, i).map((path): Condition => ({ not: path.when }));
    if (i === 0 || !isSatisfiable(when) || isSatisfiable({ all: [when, ...before] })) return [];
    return [
      {
        code: 'FLOW-09',
        at: `${at}/paths/${i}/when`,
        detail: `Whoever satisfies this has taken a path before \`${id}\`.`,
        hint: 'Paths are asked in order: put the special case before the general one, or remove the path.',
      },
    ];
  });
}
