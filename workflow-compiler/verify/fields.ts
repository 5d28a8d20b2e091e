/** Each state has the fields of its type, no others, and exactly one way on. */
import type { JsonObject } from '../language/json.ts';
import { isList, objectsOf, type Problem, type State, statesOf } from './read.ts';

type Form = {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** `Next` or `End: true`, but never both. */
  readonly goesOn: boolean;
};

const COMMON = ['Type', 'Comment', 'QueryLanguage'];

/** The types that the compiler emits; anything else is a fault of ours. */
const FORMS: { readonly [type: string]: Form } = {
  Task: {
    required: ['Resource'],
    optional: ['Arguments', 'Output', 'Assign', 'Retry', 'Catch', 'TimeoutSeconds', 'HeartbeatSeconds'],
    goesOn: true,
  },
  Pass: { required: [], optional: ['Output', 'Assign'], goesOn: true },
  Wait: { required: [], optional: ['Seconds', 'Timestamp', 'Output', 'Assign'], goesOn: true },
  Choice: { required: ['Choices'], optional: ['Default', 'Output', 'Assign'], goesOn: false },
  Succeed: { required: [], optional: ['Output'], goesOn: false },
  Fail: { required: [], optional: ['Error', 'Cause'], goesOn: false },
};

const TOP = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const RULE = ['Condition', 'Next', 'Output', 'Assign', 'Comment'];

export function fieldProblems(machine: JsonObject): readonly Problem[] {
  return [
    ...unknown(machine, TOP).map((problem) => ({ problem })),
    ...(machine.QueryLanguage === 'JSONata' ? [] : [{ problem: 'QueryLanguage is not JSONata.' }]),
    ...statesOf(machine).flatMap((state) =>
      problemsOf(state).map((problem) => ({ state: state.name, problem })),
    ),
  ];
}

function problemsOf({ name, fields }: State): readonly string[] {
  const form = typeof fields.Type === 'string' ? FORMS[fields.Type] : undefined;
  if (form === undefined) return [`has the unknown type \`${String(fields.Type)}\`.`];
  const allowed = [...COMMON, ...form.required, ...form.optional, ...(form.goesOn ? ['Next', 'End'] : [])];
  return [
    ...nameProblems(name),
    ...unknown(fields, allowed),
    ...form.required.filter((field) => fields[field] === undefined).map((field) => `has no ${field}.`),
    ...(form.goesOn && (fields.Next !== undefined) === (fields.End === true)
      ? ['needs exactly one of Next and End.']
      : []),
    ...(fields.Type === 'Wait' && (fields.Seconds !== undefined) === (fields.Timestamp !== undefined)
      ? ['needs exactly one of Seconds and Timestamp.']
      : []),
    ...(fields.Type === 'Choice' ? choiceProblems(fields) : []),
  ];
}

/** The service's limits for names; a slash, a quote or a wildcard would also break log groups and metrics. */
function nameProblems(name: string): readonly string[] {
  return /^[A-Za-z0-9._-]{1,80}$/.test(name) ? [] : ['has an illegal name.'];
}

function choiceProblems(fields: JsonObject): readonly string[] {
  const rules = objectsOf(fields.Choices);
  const whole = isList(fields.Choices) && fields.Choices.length > 0 && rules.length === fields.Choices.length;
  return [
    ...(whole ? [] : ['needs a list of rules in Choices.']),
    ...(fields.Default === undefined ? ['has no Default: a contact without a match would fail.'] : []),
    ...rules.flatMap((rule) => [
      ...unknown(rule, RULE),
      ...(typeof rule.Condition === 'string' && typeof rule.Next === 'string'
        ? []
        : ['has a rule without Condition and Next.']),
    ]),
  ];
}

const unknown = (fields: JsonObject, allowed: readonly string[]): readonly string[] =>
  Object.keys(fields)
    .filter((field) => !allowed.includes(field))
    .map((field) => `has the unknown field ${field}.`);
