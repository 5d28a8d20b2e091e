/** What the doctor says of one thing: whether it is well, why not, and the command that mends it. */

/** `unknown`: it could not be looked at, mostly for want of a permission. */
export type Level = 'ok' | 'note' | 'problem' | 'unknown';

export type Finding = {
  /** Stable, for scripts: `bootstrap`, `ses-sandbox`. */
  readonly check: string;
  readonly level: Level;
  readonly says: string;
  /** A command, or what to do where there is none. */
  readonly fix?: string;
};

export const ok = (check: string, says: string): Finding => ({ check, level: 'ok', says });
export const note = (check: string, says: string, fix: string): Finding => ({
  check,
  level: 'note',
  says,
  fix,
});
export const problem = (check: string, says: string, fix: string): Finding => ({
  check,
  level: 'problem',
  says,
  fix,
});

const MARKS: Readonly<Record<Level, string>> = { ok: '✓', note: '!', problem: '✗', unknown: '?' };

/** One finding in a line, its remedy below. */
export const shown = ({ level, says, fix }: Finding): string =>
  `${MARKS[level]} ${says}\n${fix === undefined ? '' : `    ${fix}\n`}`;
