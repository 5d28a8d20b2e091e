/** Definition to plan: one small function per kind, in the order of the definition; shared endings last. */
import type { Interrupt } from '../artifact.ts';
import { byKind, type PerStep } from '../language/by-kind.ts';
import type { Definition } from '../language/definition.ts';
import { END } from '../language/end.ts';
import { type Context, goTo } from './context.ts';
import { type ChoiceNode, type Plan, type PlanNode, SHARED } from './plan.ts';
import { branch } from './steps/branch.ts';
import { exit } from './steps/exit.ts';
import { goal } from './steps/goal.ts';
import { jump } from './steps/jump.ts';
import { split } from './steps/split.ts';
import { task } from './steps/task.ts';
import { wait } from './steps/wait.ts';
import { waitForEvent } from './steps/wait-for-event.ts';

const table: PerStep<[Context], readonly PlanNode[]> = {
  branch,
  split,
  wait,
  'wait-for-event': waitForEvent,
  jump,
  exit,
  goal,
  'send-email': task('send', true),
  'send-sms': task('send', true),
  'send-push': task('send', true),
  'notify-email': task('send'),
  webhook: task('call'),
  'add-tag': task('apply'),
  'remove-tag': task('apply'),
  'set-detail': task('apply'),
  'adjust-score': task('apply'),
  'add-to-list': task('apply'),
  'remove-from-list': task('apply'),
  'emit-event': task('apply'),
};

export function lower(definition: Definition, interrupts: readonly Interrupt[]): Plan {
  const rules = interrupts.map(interruptRule);
  const steps = Object.entries(definition.steps).flatMap(([id, step]) =>
    byKind(table, step, { id, interrupts: rules }),
  );
  const exits = interrupts.filter(({ to }) => to === END).map(({ id }) => ending(`-${id}`, id));
  return {
    workflow: definition.name,
    start: goTo(definition.start),
    nodes: [...steps, ...exits, ending(SHARED.end, 'completed'), { type: 'succeed', name: SHARED.done }],
  };
}

/** An exit rule ends the run under its own name, so that history tells which one it was. */
const interruptRule = ({ id, to }: Interrupt): ChoiceNode['rules'][number] => ({
  test: { type: 'path', is: id },
  next: to === END ? `-${id}` : goTo(to),
});

const ending = (name: string, end: string): PlanNode => ({
  type: 'task',
  name,
  fn: 'finish',
  steps: [],
  next: SHARED.done,
  deferrable: false,
  end,
});
