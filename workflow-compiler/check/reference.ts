/** Every name of a step must lead to one. */
import type { Finding } from '../diagnostics/finding.ts';
import { suggest } from '../diagnostics/near.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Definition } from '../language/definition.ts';
import { edgesOf } from '../language/edges.ts';
import { END } from '../language/scalar.ts';

export function references(definition: Definition): readonly Finding[] {
  const ids = Object.keys(definition.steps);
  const named = [
    { target: definition.start, at: '/start' },
    ...Object.entries(definition.steps).flatMap(([id, step]) =>
      edgesOf(step).map(({ target, at }) => ({ target, at: child('/steps', id) + at })),
    ),
  ];
  return named
    .filter(({ target }) => target !== END && !Object.hasOwn(definition.steps, target))
    .map(({ target, at }) => unknownStep(target, at, [...ids, END]));
}

export const unknownStep = (target: string, at: string, known: readonly string[]): Finding => ({
  code: 'REF-01',
  at,
  detail: `There is no step \`${target}\`.`,
  hint: suggest(target, known),
});
