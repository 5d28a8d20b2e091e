/**
 * A part of the bench is one file of `parts/`, found by its name: `npm run bench -- NAME`. It measures, and answers the
 * section of docs/benchmarks.md that tells what it measured.
 */

export type Setting = {
  /** Small: proves that it runs, in seconds and without any peer. */
  readonly quick: boolean;
  /** How often each side is measured; sides take turns. */
  readonly pairs: number;
  /** Overrides of a part's own sizes, from `--set name=value`. */
  readonly set: (name: string, usual: number, quick: number) => number;
  /** Tells somebody who waits what goes on. */
  readonly note: (text: string) => void;
};

export type Part = {
  /** Heading of the section. */
  readonly title: string;
  /** Answers Markdown: what was compared with what, a table, and the goals it met or not, with the reason. */
  readonly run: (setting: Setting) => Promise<string>;
};
