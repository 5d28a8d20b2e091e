/**
 * What an event must be for a pattern to match, as far as it can be looked up: the pattern's own names, and the leaves of its
 * `where` that ask for a text, a number's bounds, a beginning, or whether something is there. The rest is asked afterwards.
 */
import type { Condition, LeafOf } from '../../language/condition.ts';
import type { EventPattern } from '../../language/event.ts';
import { compileComparison, type Test } from '../comparison.ts';
import { isPlainName } from '../property.ts';

/** `name`: exactly this text, of the event itself. `low`, `high`: a number's bounds, `open` if the bound itself is out. */
export type Clause = {
  readonly asks: 'name' | 'text' | 'starts' | 'low' | 'high' | 'there';
  readonly property: string;
  /** Any of them; lower-case, but for names. */
  readonly texts: readonly string[];
  readonly limit: number;
  readonly open: boolean;
  /** The same question, for values of types that the index does not expect. */
  readonly test: Test;
};

/** `whole`: an event of the type for which all clauses hold matches, and nothing else need be asked. */
export type Clauses = { readonly clauses: readonly Clause[]; readonly whole: boolean };

export function clausesOf(pattern: EventPattern): Clauses {
  const own = ownClauses(pattern);
  const where = pattern.where === undefined ? { clauses: [], whole: true } : whereClauses(pattern.where);
  return { clauses: [...own.clauses, ...where.clauses], whole: own.whole && where.whole };
}

function ownClauses(pattern: EventPattern): Clauses {
  const named = (property: string, value: string | undefined, whole = true): Clauses => ({
    clauses: value === undefined ? [] : [clause('name', property, { texts: [value] })],
    whole,
  });
  switch (pattern.on) {
    case 'contact.added':
    case 'manual.enrolled':
      return { clauses: [], whole: true };
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
      return named('step', pattern.message?.slice(pattern.message.indexOf('/') + 1), false);
    default:
      return { clauses: [], whole: false };
  }
}

function whereClauses(condition: Condition): Clauses {
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
