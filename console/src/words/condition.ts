/**
 * Conditions in words: `has opened “Thanks” within 2 days and is on the list “newsletter”`. Each leaf knows its negation,
 * so that `not` reads like a sentence. Steps are named by the caller, who knows their labels.
 */
import type { Condition, Leaf, LeafOf } from '../../../workflow-compiler/language/condition.ts';
import { eventName } from './event-name.ts';
import { detailName, joined, quoted } from './text.ts';

/** What a step is called, from its id. */
export type StepName = (step: string) => string;

type Comparison = Omit<LeafOf<'detail'>, 'kind' | 'name'>;
type Operator = Comparison['op'];

/** How each operator reads, and how its denial reads. */
const OPERATORS: { readonly [O in Operator]: readonly [string, string] } = {
  exists: ['is set', 'is not set'],
  equals: ['is', 'is not'],
  'not-equals': ['is not', 'is'],
  contains: ['contains', 'does not contain'],
  starts: ['starts with', 'does not start with'],
  ends: ['ends with', 'does not end with'],
  matches: ['matches', 'does not match'],
  greater: ['is more than', 'is not more than'],
  'at-least': ['is at least', 'is not at least'],
  less: ['is less than', 'is not less than'],
  'at-most': ['is at most', 'is not at most'],
  in: ['is one of', 'is none of'],
  before: ['is before', 'is not before'],
  after: ['is after', 'is not after'],
  'days-ago-at-least': ['was at least this many days ago:', 'was not at least this many days ago:'],
  'days-ago-at-most': ['was at most this many days ago:', 'was not at most this many days ago:'],
};

export function conditionWords(condition: Condition, stepName: StepName, denied = false): string {
  if ('not' in condition) return conditionWords(condition.not, stepName, !denied);
  if ('all' in condition) return group(condition.all, denied ? 'or' : 'and', stepName, denied);
  if ('any' in condition) return group(condition.any, denied ? 'and' : 'or', stepName, denied);
  return leafWords(condition, stepName, denied);
}

function group(parts: readonly Condition[], word: 'and' | 'or', stepName: StepName, denied: boolean): string {
  if (parts.length === 0) return word === 'and' ? 'always' : 'never';
  const texts = parts.map((part) => {
    const text = conditionWords(part, stepName, denied);
    return 'all' in part || 'any' in part ? `(${text})` : text;
  });
  return texts.length === 2 ? texts.join(` ${word} `) : joined(texts, word);
}

function leafWords(leaf: Leaf, stepName: StepName, denied: boolean): string {
  switch (leaf.kind) {
    case 'detail':
      return `${detailName(leaf.name)} ${compared(leaf, denied)}`;
    case 'event':
      return `the event’s ${leaf.property} ${compared(leaf, denied)}`;
    case 'tag':
      return `${denied ? 'does not have' : 'has'} the tag ${quoted(leaf.tag)}`;
    case 'list':
      return `is ${denied ? 'not ' : ''}on the list ${quoted(leaf.list)}`;
    case 'score':
      return scoreWords(leaf, denied);
    case 'email-opened':
      return `has ${denied ? 'not ' : ''}opened ${messageName(leaf.message, stepName)}${within(leaf.within)}`;
    case 'email-clicked': {
      const link = leaf.link === undefined ? '' : `${leaf.link} in `;
      return `has ${denied ? 'not ' : ''}clicked ${link}${messageName(leaf.message, stepName)}${within(leaf.within)}`;
    }
    case 'event-occurred':
      return occurredWords(leaf, denied);
    case 'consent':
      return consentWords(leaf, denied);
  }
}

function compared({ op, value }: Comparison, denied: boolean): string {
  const words = OPERATORS[op][denied ? 1 : 0];
  if (value === undefined) return words;
  return `${words} ${Array.isArray(value) ? joined(value.map(valueWords), 'or') : valueWords(value)}`;
}

function valueWords(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : String(value);
}

function scoreWords({ op, value }: LeafOf<'score'>, denied: boolean): string {
  const words: { readonly [O in typeof op]: readonly [string, string] } = {
    reached: ['score is at least', 'score is below'],
    exceeded: ['score is more than', 'score is at most'],
    exactly: ['score is exactly', 'score is not'],
    below: ['score is below', 'score is at least'],
  };
  return `${words[op][denied ? 1 : 0]} ${value}`;
}

function occurredWords(leaf: LeafOf<'event-occurred'>, denied: boolean): string {
  const what = eventName(leaf.type, leaf.name);
  const where = (leaf.where ?? []).map((part) => `${part.property} ${compared(part, false)}`);
  const times = leaf.times === undefined || leaf.times === 1 ? '' : ` at least ${leaf.times} times`;
  const suffix = where.length === 0 ? '' : ` where ${joined(where, 'and')}`;
  return `${denied ? 'it is not so that the contact ' : ''}${what}${times}${within(leaf.within)}${suffix}`;
}

function consentWords({ channel, is }: LeafOf<'consent'>, denied: boolean): string {
  const name = channel === 'sms' ? 'SMS' : channel === 'email' ? 'e-mail' : channel;
  if (is === 'unknown') return `consent for ${name} is ${denied ? 'known' : 'not known'}`;
  return `has ${denied ? 'not ' : ''}opted ${is === 'in' ? 'in to' : 'out of'} ${name}`;
}

function messageName(message: string | undefined, stepName: StepName): string {
  if (message === undefined) return 'any e-mail';
  const [workflow, step] = message.split('/');
  return step === undefined ? quoted(stepName(message)) : `${quoted(step)} of ${workflow}`;
}

function within(duration: string | undefined): string {
  return duration === undefined ? '' : ` within ${duration}`;
}
