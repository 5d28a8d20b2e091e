/**
 * A condition as a program: its leaves in the order they are asked, each with the leaf that comes next when it holds and when it
 * does not. One loop runs it, without calls for the common leaves and without making anything; it tells whether the condition
 * holds, not why (`compile.ts` does).
 */
import type { Condition, Leaf } from '../language/condition.ts';
import type { Json } from '../language/json.ts';
import { isOneOf, sameText, startsText } from './caseless.ts';
import type { Test } from './comparison.ts';
import type { Consent, Facts } from './facts.ts';
import { compileLeaf, probeLeaf } from './leaves/table.ts';
import { type Asks, type From, type Probe, present, type Wanted } from './probe.ts';
import { NO_PLACES, placesOf, plainProperty } from './property.ts';
import { currentScore } from './score.ts';

/** A leaf in a program. Every step has every field, in this order, so that all are alike to the loop. */
type Step = {
  /** `from` and `asks` in one number; the loop's one question. */
  readonly op: number;
  readonly key: string;
  readonly wanted: Wanted;
  readonly yes: Step | undefined;
  readonly no: Step | undefined;
  readonly seldom: Seldom;
};

/** What the loop itself does not need, apart, so that a step takes a line of the processor's cache and not two. */
type Seldom = {
  readonly test: Test;
  readonly call: (facts: Facts) => boolean;
  readonly from: From;
  readonly asks: Asks;
};

export type Program = Step;

const never = (): boolean => false;

function make(probe: Probe, call: Seldom['call'], yes: Step | undefined, no: Step | undefined): Step {
  const { asks, from, key, wanted, test } = probe;
  return { op: from * 16 + asks, key, wanted, yes, no, seldom: { test, call, from, asks } };
}

const NOTHING: Probe = { ...present, from: -1, key: '' };
const HOLDS = make({ ...NOTHING, asks: 11 }, never, undefined, undefined);
const FAILS = make({ ...NOTHING, asks: 11 }, never, undefined, undefined);

/** The first leaf to ask. */
export function programOf(condition: Condition): Program {
  return stepsOf(condition, HOLDS, FAILS);
}

/** Backwards, since each leaf has to know the ones after it. */
function stepsOf(condition: Condition, yes: Step, no: Step): Step {
  if ('all' in condition) return condition.all.reduceRight((next, part) => stepsOf(part, next, no), yes);
  if ('any' in condition) return condition.any.reduceRight((next, part) => stepsOf(part, yes, next), no);
  if ('not' in condition) return stepsOf(condition.not, no, yes);
  return stepOf(condition, yes, no);
}

function stepOf(leaf: Leaf, yes: Step, no: Step): Step {
  const probe = probeLeaf(leaf);
  if (probe !== undefined)
    return probe.negated === true ? make(probe, never, no, yes) : make(probe, never, yes, no);
  const look = compileLeaf(leaf);
  return make({ ...NOTHING, asks: 10 }, (facts) => look(facts).holds, yes, no);
}

/**
 * Whether the condition holds. The commonest leaves are asked in the loop itself, since a call costs as much as asking; the
 * numbers are those of `probe.ts`, sixteen times `from` and `asks`, written out so that the switch is one jump.
 */
export function run(program: Program, facts: Facts): boolean {
  const { card, event } = facts;
  const { details, lists, tags } = card;
  // Keys of steps are names that the card may have.
  const standard: { readonly [name: string]: Json | undefined } = card;
  const consents: { readonly [channel: string]: Consent | undefined } = card.consents;
  const places = event === undefined ? NO_PLACES : placesOf(event.properties);
  let step: Step | undefined = program;
  while (step !== undefined) {
    const key: string = step.key;
    let holds: boolean;
    switch (step.op) {
      // Custom details: a text, one of several, and the four bounds of a number.
      case 2: {
        const seen: Json | undefined = details[key];
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'string' && typeof wanted === 'string'
            ? seen.length === wanted.length && sameText(seen, wanted)
            : rest(step, facts, seen);
        break;
      }
      case 12: {
        const seen: Json | undefined = details[key];
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'string' && typeof wanted === 'object'
            ? isOneOf(seen, wanted)
            : rest(step, facts, seen);
        break;
      }
      case 4: {
        const seen: Json | undefined = details[key];
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen > wanted : rest(step, facts, seen);
        break;
      }
      case 5: {
        const seen: Json | undefined = details[key];
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen >= wanted : rest(step, facts, seen);
        break;
      }
      case 6: {
        const seen: Json | undefined = details[key];
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen < wanted : rest(step, facts, seen);
        break;
      }
      case 7: {
        const seen: Json | undefined = details[key];
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen <= wanted : rest(step, facts, seen);
        break;
      }
      // A tag is there, a list is.
      case 33:
        holds = Object.hasOwn(tags, key);
        break;
      case 49:
        holds = Object.hasOwn(lists, key);
        break;
      // A standard detail begins so.
      case 19: {
        const seen: Json | undefined = standard[key];
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'string' && typeof wanted === 'string'
            ? startsText(seen, wanted)
            : rest(step, facts, seen);
        break;
      }
      // A consent is exactly this.
      case 73:
        holds = (consents[key]?.state ?? 'unknown') === step.wanted;
        break;
      // The score is at least this.
      case 85: {
        const wanted: Wanted = step.wanted;
        holds = typeof wanted === 'number' && currentScore(card.score, facts.now) >= wanted;
        break;
      }
      // Properties of the event: a text, one of several, its beginning, at least and less than a number.
      case 98: {
        const seen: Json | undefined = plainProperty(places, key);
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'string' && typeof wanted === 'string'
            ? seen.length === wanted.length && sameText(seen, wanted)
            : rest(step, facts, seen);
        break;
      }
      case 108: {
        const seen: Json | undefined = plainProperty(places, key);
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'string' && typeof wanted === 'object'
            ? isOneOf(seen, wanted)
            : rest(step, facts, seen);
        break;
      }
      case 99: {
        const seen: Json | undefined = plainProperty(places, key);
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'string' && typeof wanted === 'string'
            ? startsText(seen, wanted)
            : rest(step, facts, seen);
        break;
      }
      case 101: {
        const seen: Json | undefined = plainProperty(places, key);
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen >= wanted : rest(step, facts, seen);
        break;
      }
      case 102: {
        const seen: Json | undefined = plainProperty(places, key);
        const wanted: Wanted = step.wanted;
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen < wanted : rest(step, facts, seen);
        break;
      }
      // No probe: a leaf to call, or the end.
      case -6:
        holds = step.seldom.call(facts);
        break;
      case -5:
        return step === HOLDS;
      default:
        holds = rest(step, facts, look(step, facts));
    }
    step = holds ? step.yes : step.no;
  }
  return false;
}

function look({ seldom, key }: Step, { card, event, now }: Facts): Json | undefined {
  // Keys of steps are names that the card may have.
  const details: { readonly [name: string]: Json | undefined } = card;
  const consents: { readonly [channel: string]: Consent | undefined } = card.consents;
  switch (seldom.from) {
    case 0:
      return card.details[key];
    case 1:
      return details[key];
    case 2:
      return card.tags[key];
    case 3:
      return card.lists[key];
    case 4:
      return consents[key]?.state ?? 'unknown';
    case 5:
      return currentScore(card.score, now);
    case 6:
      return event === undefined ? undefined : plainProperty(placesOf(event.properties), key);
    default:
      return undefined;
  }
}

/** All that can be asked of what was seen. */
function rest(step: Step, { now }: Facts, seen: Json | undefined): boolean {
  const wanted: Wanted = step.wanted;
  switch (step.seldom.asks) {
    case 1:
      return seen !== undefined;
    case 8:
      return seen !== undefined && seen !== null && seen !== '';
    case 9:
      return seen === wanted;
    case 2:
      if (typeof seen === 'string' && typeof wanted === 'string')
        return seen.length === wanted.length && sameText(seen, wanted);
      break;
    case 12:
      if (typeof seen === 'string' && typeof wanted === 'object') return isOneOf(seen, wanted);
      break;
    case 3:
      if (typeof seen === 'string' && typeof wanted === 'string') return startsText(seen, wanted);
      break;
    case 4:
      if (typeof seen === 'number' && typeof wanted === 'number') return seen > wanted;
      break;
    case 5:
      if (typeof seen === 'number' && typeof wanted === 'number') return seen >= wanted;
      break;
    case 6:
      if (typeof seen === 'number' && typeof wanted === 'number') return seen < wanted;
      break;
    case 7:
      if (typeof seen === 'number' && typeof wanted === 'number') return seen <= wanted;
      break;
  }
  return step.seldom.test(seen, now);
}
