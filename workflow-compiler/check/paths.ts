/** The ids of paths: unique in their step, and none that the runtime uses itself. Used by every kind with paths. */
import type { Finding } from '../diagnostics/finding.ts';
import type { StepPlace } from './step.ts';

type Paths = readonly { readonly id: string; readonly next: string }[];

const RESERVED = /^(timeout|otherwise|(goal|exit)-.*)$/;

export function pathIds(paths: Paths, { at }: StepPlace): readonly Finding[] {
  return paths.flatMap(({ id }, i): Finding[] => {
    const first = paths.findIndex((path) => path.id === id);
    const place = `${at}/paths/${i}/id`;
    if (RESERVED.test(id))
      return [
        {
          code: 'REF-02',
          at: place,
          detail: `\`${id}\` is the runtime's own name for what woke a run.`,
          hint: 'Give the path another id.',
        },
      ];
    if (first === i) return [];
    return [
      {
        code: 'FLOW-05',
        at: place,
        detail: `The path \`${id}\` is there already.`,
        hint: 'Give each path an id of its own.',
        related: [`${at}/paths/${first}/id`],
      },
    ];
  });
}

/** Several ways that are one. */
export function sameWay(targets: readonly string[], { at, id }: StepPlace): readonly Finding[] {
  const [first] = targets;
  return first !== undefined && targets.every((target) => target === first)
    ? [
        {
          code: 'FLOW-07',
          at,
          detail: `All ways from \`${id}\` lead to \`${first}\`.`,
          hint: `Lead to \`${first}\` directly, or give the paths different steps.`,
          onKey: true,
        },
      ]
    : [];
}
