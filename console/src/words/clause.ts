/**
 * The clauses behind a decision, in words: a finding points into the step's conditions; here the clause it points at is
 * found and told, with the value that was seen.
 */
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { Finding } from '../../../workflow-compiler/predicate/facts.ts';
import { conditionWords } from './condition.ts';
import { stepNames } from './step.ts';
import { capital } from './text.ts';
import { localTime } from './when.ts';

export type Clause = { readonly text: string; readonly holds: boolean; readonly saw?: string };

export function clauseOf(finding: Finding, step: string, definition: Definition | undefined): Clause {
  const condition = definition === undefined ? undefined : conditionAt(definition, step, finding.at);
  const text =
    condition === undefined || definition === undefined
      ? finding.at
      : capital(conditionWords(condition, stepNames(definition)));
  const base = { text, holds: finding.holds };
  return finding.saw === undefined || finding.saw === null || typeof finding.saw === 'boolean'
    ? base
    : {
        ...base,
        saw: typeof finding.saw === 'string' ? momentOrText(finding.saw) : JSON.stringify(finding.saw),
      };
}

/** What was seen is often when: that the tag was given, the mail opened. */
function momentOrText(saw: string): string {
  return /^\d{4}-\d\d-\d\dT.*Z$/.test(saw) ? localTime(saw) : saw;
}

/** Pointers are read from the definition, from the step, then from the step's only condition. */
function conditionAt(definition: Definition, stepId: string, pointer: string): Condition | undefined {
  const step = definition.steps[stepId];
  const roots: unknown[] = [definition, step];
  if (step?.kind === 'branch') roots.push(...step.paths.map((path) => path.when));
  if (step?.kind === 'goal') roots.push(step.when);
  if (definition.sending?.filter !== undefined) roots.push(definition.sending.filter);
  for (const root of roots) {
    const found = resolve(root, pointer);
    if (isCondition(found)) return found;
  }
  return undefined;
}

function resolve(root: unknown, pointer: string): unknown {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}

const LEAVES: ReadonlySet<unknown> = new Set([
  'detail',
  'tag',
  'score',
  'list',
  'email-opened',
  'email-clicked',
  'event-occurred',
  'event',
  'consent',
]);

function isCondition(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null) return false;
  return 'all' in value || 'any' in value || 'not' in value || ('kind' in value && LEAVES.has(value.kind));
}
