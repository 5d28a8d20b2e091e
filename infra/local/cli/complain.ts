/** A command that cannot be carried out says why: to people on standard error, with `--json` as one line on standard output. */
import type { Io } from './output.ts';

/** Answers the exit status. */
export function complain(io: Io, error: string, json: boolean): number {
  if (json) io.stdout.write(`${JSON.stringify({ error })}\n`);
  else io.stderr.write(`${error}\n`);
  return 2;
}
