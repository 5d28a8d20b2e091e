/** A command that cannot be carried out says why: to people on standard error, with `--json` as one line on standard output. */
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import type { Io } from './output.ts';

/** Answers the exit status. */
export function complain(io: Io, error: string, json: boolean): number {
  if (json) io.stdout.write(`${JSON.stringify({ error })}\n`);
  else io.stderr.write(`${error}\n`);
  return 2;
}

/** What was begun failed: told on standard error either way, for whoever follows the log. Answers the exit status. */
export function failed(io: Io, error: string, json: boolean): number {
  io.stderr.write(`${error}\n`);
  if (json) io.stdout.write(`${JSON.stringify({ error })}\n`);
  return 1;
}

/** A definition with errors ends the command; people have read the findings on standard error. Answers the exit status. */
export function refuseDefinition(io: Io, diagnostics: readonly Diagnostic[], json: boolean): number {
  if (json) io.stdout.write(`${JSON.stringify({ diagnostics })}\n`);
  return 1;
}
