/**
 * A step in words: its title (the label people gave it, else its kind) and one line on what it does: the subject, the
 * time it waits, the condition it asks.
 */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { Step, StepOf } from '../../../workflow-compiler/language/step.ts';
import { KINDS } from '../graph/kinds.ts';
import { conditionWords, type StepName } from './condition.ts';
import { eventWords } from './event.ts';
import { withoutLiquid } from './liquid.ts';
import { capital, detailName, joined, quoted, readable } from './text.ts';

/** Names steps of this definition: by label, else by id made readable. */
export function stepNames(definition: Definition): StepName {
  return (id) => definition.steps[id]?.label ?? readable(id);
}

export function kindName(step: Step): string {
  return KINDS[step.kind]?.name ?? step.kind;
}

/** One line on what the step does, for a node of the graph. */
export function stepWords(step: Step, stepName: StepName): string {
  switch (step.kind) {
    case 'send-email':
    case 'notify-email':
      return withoutLiquid(step.subject);
    case 'send-push':
      return withoutLiquid(step.title);
    case 'send-sms':
      return withoutLiquid(step.text);
    case 'wait':
      return waitWords(step);
    case 'wait-for-event':
      return `Until the contact ${joined(
        step.paths.map((path) => eventWords(path.event, stepName)),
        'or',
      )}, at most ${step.timeout.after}`;
    case 'branch':
      return capital(step.paths.map((path) => conditionWords(path.when, stepName)).join('; '));
    case 'split':
      return step.paths.map((path) => `${readable(path.id)} ${path.weight}%`).join(', ');
    case 'jump':
      return `To ${quoted(stepName(step.to))}, at most ${step.atMost === 1 ? 'once' : `${step.atMost} times`}`;
    case 'exit':
      return capital(step.reason);
    case 'goal':
      return `From anywhere, when ${conditionWords(step.when, stepName)}`;
    case 'webhook':
      return `${step.method ?? 'POST'} ${withoutLiquid(step.url)}`;
    case 'add-tag':
    case 'remove-tag':
      return quoted(step.tag);
    case 'set-detail':
      return `${capital(detailName(step.detail))} to ${valueWords(step.value)}`;
    case 'adjust-score':
      return `${points(step.by)}${step.validFor === undefined ? '' : `, valid for ${step.validFor}`}`;
    case 'add-to-list':
    case 'remove-from-list':
      return quoted(step.list);
    case 'emit-event':
      return quoted(step.name);
  }
}

/** `+10 points`. */
export function points(by: number): string {
  return `${by > 0 ? '+' : '−'}${Math.abs(by)} ${Math.abs(by) === 1 ? 'point' : 'points'}`;
}

function waitWords(step: StepOf<'wait'>): string {
  if (step.for !== undefined) return capital(step.for);
  if (step.until !== undefined) return `Until ${step.until.replace('T', ' ')}`;
  if (step.day !== undefined) {
    const { on, at } = step.day;
    const day =
      on === 'any'
        ? 'the next'
        : on === 'weekday'
          ? 'the next weekday at'
          : `${joined([on].flat().map(capital), 'or')} at`;
    return `Until ${day} ${at}`;
  }
  if (step.date !== undefined) {
    const { detail, offset, at, yearly } = step.date;
    const when = offset === undefined ? detailName(detail) : `${offsetWords(offset)} ${detailName(detail)}`;
    return `Until ${when}${at === undefined ? '' : ` at ${at}`}${yearly === true ? ', every year' : ''}`;
  }
  return 'No time given';
}

function offsetWords(offset: string): string {
  return offset.startsWith('-') ? `${offset.slice(1)} before` : `${offset} after`;
}

function valueWords(value: StepOf<'set-detail'>['value']): string {
  if (typeof value !== 'object') return typeof value === 'string' ? quoted(value) : String(value);
  return 'event' in value ? `the event’s ${value.event}` : withoutLiquid(value.template);
}
