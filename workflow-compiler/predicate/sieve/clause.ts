/**
 * What an event must be for a pattern to match, as far as it can be looked up: the pattern's own names, and the leaves of its
 * `where` that ask for a text, a number's bounds, a beginning, or whether something is there. The rest is asked afterwards.
 */
import type { Condition, LeafOf } from '../../language/condition.ts';
import type { EventPattern } from '../../language/event.ts';
import { compileComparison, type Test } from '../comparison.ts';
import { isPlainName } from '../property.ts';

/** `low`, `high`: a number's bounds, `open` if the bound itself is out. */
export type Clause = {
  readonly asks: 'text' | 'starts' | 'low' | 'high' | 'there';
  readonly property: string;
  /** Any of them; lower-case. */
  readonly texts: readonly string[];
  readonly limit: number;
  readonly open: boolean;
  /** The same question, for values of types that the index does not expect. */
  readonly test: Test;
};

/** `whole`: an event of the type for which all of it holds matches, and nothing else need be asked. */
type Part = { readonly clauses: readonly Clause[]; readonly whole: boolean };

/** The property of the event that says what it is about, and what it must be: exactly this text. */
export type About = { readonly property: string; readonly text: string };

/** `named`: its own fields ask for `about` and nothing else. */
export type Clauses = Part & { readonly about: About | undefined; readonly named: boolean };

export function clausesOf(pattern: EventPattern): Clauses {
  const { about, whole } = ownOf(pattern);
  const where = pattern.where === undefined ? { clauses: [], whole: true } : whereClauses(pattern.where);
  return { about, named: whole, clauses: where.clauses, whole: whole && where.whole };
}

type Own = { readonly about: About | undefined; readonly whole: boolean };

function ownOf(pattern: EventPattern): Own {
  const named = (property: string, text: string | undefined, whole = true): Own => ({
    about: text === undefined ? undefined : { property, text },
    whole,
  });
  switch (pattern.on) {
    case 'contact.added':
    case 'manual.enrolled':
      return { about: undefined, whole: true };
    case 'contact.tagged':
      return named('tag', pattern.tag);
    case 'list.joined':
      return named('list', pattern.list);
    case 'form.submitted':
      return named('form', pattern.form);
    case 'external.occurred':
      return named('name', pattern.name);
    case 'date.reached':
      return named('at', pattern.at);
    case 'contact.detail-modified':
      return named('detail', pattern.detail, pattern.from === undefined && pattern.to === undefined);
    case 'email.opened':
    case 'email.clicked':
    case 'email.bounced':
    case 'push.clicked':
      return named('step', pattern.message?.slice(pattern.message.indexOf('/') + 1), false);
    default:
      return { about: undefined, whole: false };
  }
}

function whereClauses(condition: Condition): Part {
  if ('all' in condition) {
    const parts = condition.all.map(whereClauses);
    return { clauses: parts.flatMap(({ clauses }) => clauses), whole: parts.every(({ whole }) => whole) };
  }
  const found = 'kind' in condition && condition.kind === 'event' ? leafClause(condition) : undefined;
  return found === undefined ? { clauses: [], whole: false } : { clauses: [found], whole: true };
}

function leafClause(leaf: LeafOf<'event'>): Clause | undefined {
  const { property, op, value } = leaf;
  if (!isPlainName(property)) return undefined;
  const test = compileComparison(leaf);
  if (op === 'exists')
    return value === undefined || value === true ? clause('there', property, { test }) : undefined;
  if (op === 'in' && Array.isArray(value)) {
    const texts = value.filter((one) => typeof one === 'string').map((one) => one.toLowerCase());
    return texts.length === value.length ? clause('text', property, { texts, test }) : undefined;
  }
  if (typeof value === 'string' && (op === 'equals' || op === 'starts'))
    return clause(op === 'equals' ? 'text' : 'starts', property, { texts: [value.toLowerCase()], test });
  if (typeof value !== 'number') return undefined;
  if (op === 'greater' || op === 'at-least')
    return clause('low', property, { limit: value, open: op === 'greater', test });
  if (op === 'less' || op === 'at-most')
    return clause('high', property, { limit: value, open: op === 'less', test });
  return undefined;
}

const never: Test = () => false;

function clause(asks: Clause['asks'], property: string, rest: Partial<Clause>): Clause {
  return { asks, property, texts: [], limit: 0, open: false, test: never, ...rest };
}
