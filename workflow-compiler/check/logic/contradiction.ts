/**
 * Whether leaves can hold together. Only certain contradictions count: the same question answered yes and no, two states of
 * one consent, and comparisons that no value satisfies, tried with the very code that runs them. What time or patterns
 * decide is left out, which can only hide a contradiction and never invent one.
 */
import type { Leaf, LeafOf } from '../../language/condition.ts';
import { compileComparison, type Test } from '../../predicate/comparison.ts';
import { around, candidates, type Form, formOf, type Value } from './domain.ts';
import type { Literal } from './literals.ts';

export function contradictory(literals: readonly Literal[]): boolean {
  return opposite(literals) || consents(literals) || scores(literals) || compared(literals);
}

/** One question, both answers. Two leaves are one question when they are written alike. */
function opposite(literals: readonly Literal[]): boolean {
  const answers = new Map<string, boolean>();
  return literals.some(({ leaf, holds }) => {
    const question = questionOf(leaf);
    const before = answers.get(question);
    answers.set(question, holds);
    return before !== undefined && before !== holds;
  });
}

const questions = new WeakMap<Leaf, string>();

function questionOf(leaf: Leaf): string {
  const known = questions.get(leaf);
  if (known !== undefined) return known;
  const question = JSON.stringify(Object.entries(leaf).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  questions.set(leaf, question);
  return question;
}

function consents(literals: readonly Literal[]): boolean {
  const possible = new Map<string, readonly string[]>();
  for (const { leaf, holds } of literals) {
    if (leaf.kind !== 'consent') continue;
    const before = possible.get(leaf.channel) ?? ['in', 'out', 'unknown'];
    possible.set(
      leaf.channel,
      before.filter((state) => (state === leaf.is) === holds),
    );
  }
  return [...possible.values()].some((states) => states.length === 0);
}

const SCORE: { readonly [O in LeafOf<'score'>['op']]: (score: number, value: number) => boolean } = {
  reached: (score, value) => score >= value,
  exceeded: (score, value) => score > value,
  exactly: (score, value) => score === value,
  below: (score, value) => score < value,
};

function scores(literals: readonly Literal[]): boolean {
  const asked = literals.flatMap(({ leaf, holds }) => (leaf.kind === 'score' ? [{ leaf, holds }] : []));
  return (
    asked.length > 1 &&
    !around(asked.map(({ leaf }) => leaf.value)).some((score) =>
      asked.every(({ leaf, holds }) => SCORE[leaf.op](score, leaf.value) === holds),
    )
  );
}

/** Comparisons times values: beyond this nobody wrote it by hand, and it is left undecided. */
const ENOUGH = 20_000;

type Compared = LeafOf<'detail'> | LeafOf<'event'>;
type Asked = { readonly test: Test; readonly holds: boolean };

/** By subject: a detail, or a property of the event at hand. */
function compared(literals: readonly Literal[]): boolean {
  const subjects = new Map<string, { readonly form: Form | undefined; asked: Asked[]; values: Value[] }>();
  for (const { leaf, holds } of literals) {
    if (leaf.kind !== 'detail' && leaf.kind !== 'event') continue;
    const name = leaf.kind === 'detail' ? `detail ${leaf.name}` : `event ${leaf.property}`;
    const form = leaf.kind === 'detail' ? formOf(leaf.name) : undefined;
    const subject = subjects.get(name) ?? { form, asked: [], values: [] };
    subjects.set(name, subject);
    if (!isDecidable(leaf.op, form)) continue;
    subject.asked.push({ test: testOf(leaf), holds });
    if (leaf.value !== undefined) subject.values.push(...[leaf.value].flat());
  }
  return [...subjects.values()].some(
    ({ form, asked, values }) =>
      asked.length > 0 &&
      asked.length * values.length < ENOUGH &&
      !candidates(values, form).some((seen) => asked.every(({ test, holds }) => test(seen, 0) === holds)),
  );
}

const testOf = ({ op, value }: Compared): Test =>
  compileComparison({ op, ...(value === undefined ? {} : { value }) });

/** Operators whose answer the tried values decide. A word is no moment, so that what compares moments is decided too. */
function isDecidable(op: Compared['op'], form: Form | undefined): boolean {
  switch (op) {
    case 'contains':
    case 'starts':
    case 'ends':
    case 'matches':
      return false;
    case 'before':
    case 'after':
    case 'days-ago-at-least':
    case 'days-ago-at-most':
      return form?.is === 'word';
    default:
      return true;
  }
}
