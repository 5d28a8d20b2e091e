/** The events that a workflow's own actions bring about, as far as triggers may look at them. */
import type { Definition } from '../../language/definition.ts';
import type { EventPattern } from '../../language/event.ts';
import type { Step, StepOf } from '../../language/step.ts';
import { compileComparison } from '../../predicate/comparison.ts';

/** `again`: whether it can happen to one contact more than once, given what all workflows together do. */
export type Fired = {
  readonly step: string;
  readonly matches: (trigger: EventPattern) => boolean;
  readonly again: (everything: readonly Step[]) => boolean;
  /** The contact makes it happen, by opening or clicking. */
  readonly byContact: boolean;
};

export function firedBy({ name, steps }: Definition): readonly Fired[] {
  return Object.entries(steps).flatMap(([id, step]) =>
    firings(name, id, step).map((one) => ({ byContact: false, again: always, ...one, step: id })),
  );
}

type Firing = Pick<Fired, 'matches'> & Partial<Pick<Fired, 'again' | 'byContact'>>;

const always = (): boolean => true;

function firings(workflow: string, id: string, step: Step): readonly Firing[] {
  switch (step.kind) {
    case 'emit-event':
      return [{ matches: (trigger) => trigger.on === 'external.occurred' && trigger.name === step.name }];
    case 'add-tag':
      return [
        {
          matches: tagged(step.tag),
          again: (all) => all.some((one) => one.kind === 'remove-tag' && one.tag === step.tag),
        },
        ...((step.score ?? 0) > 0 ? [SCORED] : []),
      ];
    case 'add-to-list':
      return [
        {
          matches: ({ on, ...trigger }) =>
            on === 'list.joined' && admits('list' in trigger ? trigger.list : undefined, step.list),
          again: (all) => all.some((one) => one.kind === 'remove-from-list' && one.list === step.list),
        },
      ];
    case 'adjust-score':
      return step.by > 0 ? [SCORED] : [];
    case 'set-detail':
      return [{ matches: (trigger) => modified(step, trigger), again: (all) => changes(step, all) }];
    case 'send-email':
      return [{ matches: (trigger) => answered(workflow, id, trigger), byContact: true }];
    case 'send-push':
      return [{ matches: (trigger) => tapped(workflow, id, trigger), byContact: true }];
    default:
      return [];
  }
}

const SCORED: Firing = { matches: ({ on }) => on === 'contact.score-reached' };

const tagged =
  (tag: string) =>
  (trigger: EventPattern): boolean =>
    trigger.on === 'contact.tagged' && admits(trigger.tag, tag);

const admits = (wanted: string | undefined, is: string): boolean => wanted === undefined || wanted === is;

function modified({ detail, value }: StepOf<'set-detail'>, trigger: EventPattern): boolean {
  if (trigger.on !== 'contact.detail-modified' || trigger.detail !== detail) return false;
  if (trigger.to === undefined || typeof value === 'object') return true;
  return compileComparison({ op: 'equals', value: trigger.to })(value, 0);
}

/** The same constant a second time modifies nothing, unless something else is written in between. */
function changes({ detail, value }: StepOf<'set-detail'>, all: readonly Step[]): boolean {
  return (
    typeof value === 'object' ||
    all.some((one) => one.kind === 'set-detail' && one.detail === detail && one.value !== value)
  );
}

/** Opened or clicked: any message, or this one by name. */
function answered(workflow: string, id: string, trigger: EventPattern): boolean {
  if (trigger.on !== 'email.opened' && trigger.on !== 'email.clicked') return false;
  return trigger.message === undefined || trigger.message === `${workflow}/${id}`;
}

const tapped = (workflow: string, id: string, trigger: EventPattern): boolean =>
  trigger.on === 'push.clicked' && admits(trigger.message, `${workflow}/${id}`);
