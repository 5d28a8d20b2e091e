/** Which event types the conditions of a definition look back at, wherever they stand: those events must be rows. */
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { EventPattern } from '../../../workflow-compiler/language/event.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';

/** Sorted, each once. */
export function recordsOf(definition: Definition): readonly string[] {
  const { triggers, entry, sending, exit = [], steps } = definition;
  const asked: readonly (Condition | undefined)[] = [
    ...[...triggers, ...exit].map(whereOf),
    entry?.filter,
    sending?.filter,
    ...Object.values(steps).flatMap(conditionsOf),
  ];
  return activityNeeds(...asked.filter((condition) => condition !== undefined)).types;
}

const whereOf = ({ where }: EventPattern): Condition | undefined => where;

function conditionsOf(step: Step): readonly (Condition | undefined)[] {
  switch (step.kind) {
    case 'branch':
      return step.paths.map(({ when }) => when);
    case 'wait-for-event':
      return step.paths.map(({ event }) => whereOf(event));
    case 'goal':
      return [step.when];
    default:
      return [];
  }
}
