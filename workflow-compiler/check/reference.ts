/** Every name of a step must lead to one, and no step or path may have a name that means something else. */
import type { Finding } from '../diagnostics/finding.ts';
import { suggest } from '../diagnostics/near.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Definition } from '../language/definition.ts';
import { edgesOf } from '../language/edges.ts';
import { END } from '../language/end.ts';

export function references(definition: Definition): readonly Finding[] {
  const ids = Object.keys(definition.steps);
  const steps = Object.entries(definition.steps).map(([id, step]) => ({ id, step, at: child('/steps', id) }));
  const targets = [
    { target: definition.start, at: '/start' },
    ...steps.flatMap(({ step, at }) =>
      edgesOf(step).map((edge) => ({ target: edge.target, at: at + edge.at })),
    ),
  ];
  const since = steps.flatMap(({ step, at }) =>
    step.kind === 'wait-for-event' && step.since !== undefined
      ? [{ target: step.since, at: `${at}/since` }]
      : [],
  );
  // `to` of a jump and `since` cannot be `end`; the first is told by its own check.
  const unknown = [...targets.filter(({ target }) => target !== END), ...since]
    .filter(({ target }) => !ids.includes(target))
    .map(({ target, at }) => unknownStep(target, at, at.endsWith('/since') ? ids : [...ids, END]));
  return [
    ...unknown,
    ...steps.flatMap(({ id, step, at }) => [...reservedStep(id, at), ...jumpToEnd(step, at)]),
  ];
}

const unknownStep = (target: string, at: string, known: readonly string[]): Finding => ({
  code: 'REF-01',
  at,
  detail: `There is no step \`${target}\`.`,
  hint: suggest(target, known),
});

const reservedStep = (id: string, at: string): readonly Finding[] =>
  id === END
    ? [
        {
          code: 'REF-02',
          at,
          detail: 'A step is called `end`, but `next: end` ends the run.',
          hint: 'Give the step another id.',
          onKey: true,
        },
      ]
    : [];

const jumpToEnd = (step: Definition['steps'][string], at: string): readonly Finding[] =>
  step.kind === 'jump' && step.to === END
    ? [
        {
          code: 'REF-01',
          at: `${at}/to`,
          detail: 'A jump goes to a step; `end` is none.',
          hint: 'Name the step to repeat from.',
        },
      ]
    : [];
