/** The ways out of a step: where each leads, and under which name the counts know it. */
import type { Step } from '../../../workflow-compiler/language/step.ts';
import { readable } from '../words/text.ts';

export type Way = {
  readonly to: string;
  /** The path's id in counts and history; absent where a step has one way only. */
  readonly path?: string;
  readonly label?: string;
  /** `rejected`: taken when the step can never work for a contact. */
  readonly kind: 'plain' | 'rejected';
};

export function waysOf(step: Step): readonly Way[] {
  switch (step.kind) {
    case 'branch':
      return [...step.paths.map(({ id, next }) => named(id, next)), named('otherwise', step.otherwise)];
    case 'split':
      return step.paths.map(({ id, weight, next }) => named(id, next, `${readable(id)} ${weight}%`));
    case 'wait-for-event':
      return [
        ...step.paths.map(({ id, next }) => named(id, next)),
        named('timeout', step.timeout.next, `After ${step.timeout.after}`),
      ];
    case 'jump':
      return [named('jump', step.to, 'Again'), named('next', step.next, `After ${step.atMost}×`)];
    case 'exit':
      return [];
    case 'send-email':
    case 'send-sms':
    case 'send-push':
    case 'notify-email':
    case 'webhook':
      return step.onRejected === undefined || step.onRejected === step.next
        ? [{ to: step.next, kind: 'plain' }]
        : [
            { to: step.next, kind: 'plain' },
            { to: step.onRejected, kind: 'rejected', label: 'Rejected' },
          ];
    default:
      return [{ to: step.next, kind: 'plain' }];
  }
}

function named(path: string, to: string, label: string = readable(path)): Way {
  return { to, path, label, kind: 'plain' };
}
