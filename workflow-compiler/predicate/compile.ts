/**
 * Conditions become closures, once per version; nothing is interpreted per contact and no text of a tenant becomes code.
 * The verdict carries the leaves that decided it, so that history can say which clause it was.
 */
import type { Condition } from '../language/condition.ts';
import type { Facts, Finding, Verdict } from './facts.ts';
import { compileLeaf } from './leaves/table.ts';
import { type Program, programOf, run } from './program.ts';
import { shorten } from './shorten.ts';

export type CompiledCondition = {
  /** Whether it holds, and the leaves that decided. */
  readonly judge: (facts: Facts) => Verdict;
  /** Whether it holds: the same answer, much faster. */
  readonly holds: (facts: Facts) => boolean;
  readonly program: Program;
};

type Judge = (facts: Facts) => Verdict;

/** Conditions are frozen with their version, so the object itself is the key. */
const compiled = new WeakMap<Condition, CompiledCondition>();

/**
 * Compiles a condition that the schema admits. `findings[].at` is a JSON pointer inside the condition. Of an `all` that
 * fails the first failing part is told, of an `any` that holds the first that holds, else every part.
 *
 * @example compileCondition({ kind: 'tag', tag: 'vip' }).judge(facts) // { holds: true, findings: [{ at: '', holds: true, … }] }
 */
export function compileCondition(condition: Condition): CompiledCondition {
  const known = compiled.get(condition);
  if (known !== undefined) return known;
  const program = programOf(condition);
  let told: Judge | undefined;
  const fresh: CompiledCondition = {
    // Of most conditions nobody ever asks why.
    judge: (facts) => {
      told ??= compileNode(condition, '');
      return told(facts);
    },
    holds: (facts) => run(program, facts),
    program,
  };
  compiled.set(condition, fresh);
  return fresh;
}

function compileNode(condition: Condition, at: string): Judge {
  if ('all' in condition) return untilFirst(condition.all, `${at}/all`, false);
  if ('any' in condition) return untilFirst(condition.any, `${at}/any`, true);
  if ('not' in condition) {
    const inner = compileNode(condition.not, `${at}/not`);
    return (facts) => {
      const { holds, findings } = inner(facts);
      return { holds: !holds, findings };
    };
  }
  const look = compileLeaf(condition);
  return (facts) => {
    const { holds, saw } = look(facts);
    const finding: Finding = saw === undefined ? { at, holds } : { at, holds, saw: shorten(saw) };
    return { holds, findings: [finding] };
  };
}

/** Judges the parts in order until one answers `decisive`. An empty `all` holds, an empty `any` does not. */
function untilFirst(parts: readonly Condition[], at: string, decisive: boolean): Judge {
  const judges = parts.map((part, index) => compileNode(part, `${at}/${index}`));
  return (facts) => {
    const findings: Finding[] = [];
    for (const judge of judges) {
      const verdict = judge(facts);
      if (verdict.holds === decisive) return verdict;
      findings.push(...verdict.findings);
    }
    return { holds: !decisive, findings };
  };
}
