/** What a definition may be before anything of it is understood. */
import type { Finding } from '../diagnostics/finding.ts';

export const LIMITS = {
  /** Characters: the service takes 1 MB for a machine. */
  text: 1_000_000,
  depth: 100,
  /** Values in all, aliases written out. */
  values: 100_000,
  /** Nesting of `all`, `any` and `not`. */
  conditionDepth: 20,
  /** Findings of the shape that are told; a file that is something else altogether gives no more. */
  findings: 200,
} as const;

export const tooDeep = (at: string): Finding => ({
  code: 'TEXT-04',
  at,
  detail: `Values are nested more than ${LIMITS.depth} deep.`,
  hint: 'Flatten the value.',
});

export const tooMany = (): Finding => ({
  code: 'TEXT-05',
  at: '',
  detail: `There are more than ${LIMITS.values} values, aliases written out.`,
  hint: 'Split the workflow, or use fewer YAML aliases.',
});
