/** Event patterns in words: what starts a workflow, what a wait waits for, what ends a run. */
import type { EventPattern } from '../../../workflow-compiler/language/event.ts';
import { conditionWords, type StepName } from './condition.ts';
import { eventName } from './event-name.ts';
import { detailName, quoted } from './text.ts';

export function eventWords(pattern: EventPattern, stepName: StepName): string {
  const what = subject(pattern, stepName);
  return pattern.where === undefined ? what : `${what}, if ${conditionWords(pattern.where, stepName)}`;
}

function subject(pattern: EventPattern, stepName: StepName): string {
  switch (pattern.on) {
    case 'contact.tagged':
      return pattern.tag === undefined ? 'gets a tag' : `gets the tag ${quoted(pattern.tag)}`;
    case 'contact.detail-modified':
      return `has the ${detailName(pattern.detail)} changed${change(pattern.from, pattern.to)}`;
    case 'contact.score-reached':
      return `reaches a score of ${pattern.score}`;
    case 'list.joined':
      return pattern.list === undefined ? 'joins a list' : `joins the list ${quoted(pattern.list)}`;
    case 'email.opened':
      return `opens ${message(pattern.message, stepName)}`;
    case 'email.clicked':
      return `clicks ${pattern.link === undefined ? '' : `${pattern.link} `}in ${message(pattern.message, stepName)}`;
    case 'email.bounced':
      return `has ${message(pattern.message, stepName)} bounce`;
    case 'push.clicked':
      return `taps ${pattern.link === undefined ? '' : `${pattern.link} in `}${pushMessage(pattern.message, stepName)}`;
    case 'web.page-visited':
      return `visits ${pattern.url}`;
    case 'form.submitted':
      return pattern.form === undefined ? 'submits a form' : `submits the form ${quoted(pattern.form)}`;
    case 'external.occurred':
      return `has the event ${quoted(pattern.name)}`;
    case 'date.reached':
      return `meets the date ${pattern.at.replace('T', ' at ')}`;
    case 'contact.added':
      return 'is added';
    case 'manual.enrolled':
      return 'is enrolled by hand';
    default:
      return eventName(unknownKind(pattern));
  }
}

/** A server newer than this console may know more events: they appear under their own name. */
function unknownKind(pattern: { readonly on: string }): string {
  return pattern.on;
}

function change(from: unknown, to: unknown): string {
  const before = from === undefined ? '' : ` from ${quoted(String(from))}`;
  return to === undefined ? before : `${before} to ${quoted(String(to))}`;
}

const pushMessage = (name: string | undefined, stepName: StepName): string =>
  message(name, stepName, 'a push message');

function message(name: string | undefined, stepName: StepName, any = 'an e-mail'): string {
  if (name === undefined) return any;
  const [workflow, step] = name.split('/');
  return step === undefined ? quoted(stepName(name)) : `${quoted(step)} of ${workflow}`;
}
