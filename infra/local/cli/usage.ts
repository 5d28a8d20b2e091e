/** How a command answers a call that orders nothing: with its usage, because it was asked for or because the words were none of its own. */
import type { Io } from './output.ts';

/** Up to `--`, after which every word is what it looks like. */
export function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/**
 * Answers the exit status: 0 when help was asked for, else 2.
 *
 * @example if (asked === undefined) return showUsage(argv, io, USAGE);
 */
export function showUsage(argv: readonly string[], io: Io, usage: string, complaint?: string): number {
  if (wantsHelp(argv)) {
    io.stdout.write(usage);
    return 0;
  }
  io.stderr.write(complaint === undefined ? usage : `${complaint}\n${usage}`);
  const error = complaint ?? `The call is none that the command knows. ${usage.trim()}`;
  if (argv.includes('--json')) io.stdout.write(`${JSON.stringify({ error })}\n`);
  return 2;
}
