/**
 * A condition as a program: its leaves in the order they are asked, each with the leaf that comes next when it holds and when it
 * does not. One loop runs it, without calls for the common leaves and without making anything; it tells whether the condition
 * holds, not why (`compile.ts` does).
 */
import type { Condition, Leaf, LeafOf } from '../language/condition.ts';
import type { Json } from '../language/json.ts';
import { sameText, startsText } from './caseless.ts';
import type { Test } from './comparison.ts';
import type { Consent, Facts } from './facts.ts';
import { compileLeaf, probeLeaf } from './leaves/table.ts';
import { type Asks, type From, type Probe, present } from './probe.ts';
import { plainProperty } from './property.ts';
import { currentScore } from './score.ts';

/** A leaf in a program. Every step has every field, in this order, so that all are alike to the loop. */
type Step = {
  readonly asks: Asks;
  readonly from: From;
  readonly key: string;
  readonly wanted: string | number;
  readonly yes: Step | undefined;
  readonly no: Step | undefined;
  readonly test: Test;
  readonly call: (facts: Facts) => boolean;
};

export type Program = Step;

const never = (): boolean => false;

function make(probe: Probe, call: Step['call'], yes: Step | undefined, no: Step | undefined): Step {
  const { asks, from, key, wanted, test } = probe;
  return { asks, from, key, wanted, yes, no, test, call };
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
  const one =
    (condition.kind === 'detail' || condition.kind === 'event') && condition.op === 'in'
      ? alternatives(condition)
      : [condition];
  return one.reduceRight((next, leaf) => stepOf(leaf, yes, next), no);
}

/** `in` a few values is to equal one of them. */
function alternatives(leaf: LeafOf<'detail'> | LeafOf<'event'>): readonly Leaf[] {
  const { value } = leaf;
  if (typeof value !== 'object' || value.length > MOST_ALTERNATIVES) return [leaf];
  return value.map((one) => ({ ...leaf, op: 'equals', value: one }));
}

const MOST_ALTERNATIVES = 8;

function stepOf(leaf: Leaf, yes: Step, no: Step): Step {
  const probe = probeLeaf(leaf);
  if (probe !== undefined)
    return probe.negated === true ? make(probe, never, no, yes) : make(probe, never, yes, no);
  const look = compileLeaf(leaf);
  return make({ ...NOTHING, asks: 10 }, (facts) => look(facts).holds, yes, no);
}

/** Whether the condition holds. One long loop on purpose: as functions of its own, its parts would be calls. */
export function run(program: Program, facts: Facts): boolean {
  const { card } = facts;
  // Keys of steps are names that the card may have.
  const details: { readonly [name: string]: Json | undefined } = card;
  const consents: { readonly [channel: string]: Consent | undefined } = card.consents;
  let step: Step | undefined = program;
  while (step !== undefined) {
    let seen: Json | undefined;
    switch (step.from) {
      case 0:
        seen = card.details[step.key];
        break;
      case 1:
        seen = details[step.key];
        break;
      case 2:
        seen = card.tags[step.key];
        break;
      case 3:
        seen = card.lists[step.key];
        break;
      case 4:
        seen = consents[step.key]?.state ?? 'unknown';
        break;
      case 5:
        seen = currentScore(card.score, facts.now);
        break;
      case 6:
        seen = facts.event === undefined ? undefined : plainProperty(facts.event.properties, step.key);
        break;
    }
    const wanted: string | number = step.wanted;
    let holds: boolean;
    switch (step.asks) {
      case 1:
        holds = seen !== undefined;
        break;
      case 8:
        holds = seen !== undefined && seen !== null && seen !== '';
        break;
      case 9:
        holds = seen === wanted;
        break;
      case 2:
        holds =
          typeof seen === 'string' && typeof wanted === 'string'
            ? sameText(seen, wanted)
            : step.test(seen, facts.now);
        break;
      case 3:
        holds =
          typeof seen === 'string' && typeof wanted === 'string'
            ? startsText(seen, wanted)
            : step.test(seen, facts.now);
        break;
      case 4:
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen > wanted : step.test(seen, facts.now);
        break;
      case 5:
        holds =
          typeof seen === 'number' && typeof wanted === 'number'
            ? seen >= wanted
            : step.test(seen, facts.now);
        break;
      case 6:
        holds =
          typeof seen === 'number' && typeof wanted === 'number' ? seen < wanted : step.test(seen, facts.now);
        break;
      case 7:
        holds =
          typeof seen === 'number' && typeof wanted === 'number'
            ? seen <= wanted
            : step.test(seen, facts.now);
        break;
      case 10:
        holds = step.call(facts);
        break;
      case 11:
        return step === HOLDS;
      default:
        holds = step.test(seen, facts.now);
    }
    step = holds ? step.yes : step.no;
  }
  return false;
}
