// Choice: the first rule whose condition is true, else Default. A rule that matches uses its own Output and Assign.

import { unexpected } from '../evaluate.ts';
import type { Thread } from '../execution.ts';
import { StateFailure } from '../failure.ts';
import { leave, scopeOf } from '../flow.ts';
import { jsonpathRule } from '../jsonpath/choice.ts';
import { jsonpathAssign } from '../jsonpath/shape.ts';
import { field, list, onlyFields, type Place, refuse, text } from '../loading.ts';
import type { ChoiceNode, Rule } from '../nodes.ts';
import type { Run } from '../run.ts';
import { allowFields, outcomeFields } from '../shape.ts';
import { template } from '../template.ts';

export function loadChoice(place: Place): Pick<ChoiceNode, 'type' | 'rules' | 'otherwise'> {
  allowFields(place, 'Choices Default Assign', 'Output', 'InputPath OutputPath');
  const choices = list(place, 'Choices');
  if (choices.length === 0) refuse(place, 'Choices', 'A Choice has at least one rule.');
  return { type: 'Choice', rules: choices.map(loadRule), otherwise: text(place, 'Default') };
}

function loadRule(place: Place, at: number): Rule {
  const next = text(place, 'Next') ?? '';
  if (next === '') refuse(place, 'Next', 'A rule needs a `Next`.');
  if (place.language === 'JSONPath') {
    return { test: jsonpathRule(place), next, complete: jsonpathAssign(place) };
  }
  onlyFields(place, 'Condition Next Output Assign Comment'.split(' '));
  const label = `Choices[${at}]/Condition`;
  const condition = template(place, 'Condition', 'nothing', label);
  if (condition === undefined) refuse(place, 'Condition', 'A rule needs a `Condition`.');
  const source = String(field(place, 'Condition'))
    .replace(/^\{%|%\}$/g, '')
    .trim();
  const complete = outcomeFields(place, 'nothing', `Choices[${at}]/`);
  return {
    next,
    test: (scope) => {
      const value = condition === undefined ? false : condition(scope);
      if (typeof value === 'boolean') return value;
      throw unexpected(source, label, 'boolean', value);
    },
    complete: (scope) => complete(scope, scope.input),
  };
}

export function enterChoice(run: Run, thread: Thread, node: ChoiceNode): void {
  const scope = scopeOf(run, thread);
  const effective = node.shape.effective(scope);
  const seen = { ...scope, input: effective };
  const rule = node.rules.find(({ test }) => test(seen));
  const next = rule?.next ?? node.otherwise;
  if (next === undefined) {
    const cause = 'Failed to transition out of the state. The state does not point to a next state.';
    throw new StateFailure({ error: 'States.NoChoiceMatched', cause, located: true });
  }
  const standard = (): ReturnType<typeof node.shape.complete> => node.shape.complete(scope, effective);
  if (rule?.complete === undefined) leave(run, thread, standard(), next);
  else if (node.language === 'JSONata') leave(run, thread, rule.complete(scope), next);
  else leave(run, thread, { ...standard(), ...rule.complete(seen) }, next);
}
