/** `sojourn export-events`: what happened in a running product, as a file for `sojourn backtest`. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { complain } from './complain.ts';
import { CONNECTION_HELP, CONNECTION_OPTIONS, connect, Unreachable } from './connection.ts';
import { readFlags } from './flags.ts';
import { refused } from './follow-job.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn export-events [--from DATE] [--to DATE] [--out FILE] [options]
  --from DATE      what happened from here on; thirty days ago unless said
  --to DATE        up to here, which is not included; now unless said
  --history DAYS   how far before that conditions may look back (default 90)
  --out FILE       a file instead of standard output
  --json           a refusal as JSON
${CONNECTION_HELP}`;

/** Exit status: 0, 1 when the product refuses, 2 when the command cannot be carried out. */
export async function exportEventsCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const query = new URLSearchParams();
  for (const name of ['from', 'to', 'history'] as const) {
    const value = asked[name];
    if (value !== undefined) query.set(name, value);
  }
  try {
    const api = connect(asked, process.env);
    const answer = await api.download(`/v1/events.ndjson?${query}`);
    if ('status' in answer) return refused(io, answer, asked.json, 'Not exported');
    const lines = Readable.fromWeb(answer.stream);
    if (asked.out !== undefined) await pipeline(lines, createWriteStream(asked.out));
    else for await (const piece of lines.setEncoding('utf8')) io.stdout.write(String(piece));
    return 0;
  } catch (error) {
    if (error instanceof Unreachable) return complain(io, error.message, asked.json);
    if (!(error instanceof Error && 'code' in error)) throw error;
    return complain(io, `Cannot write it: ${error.message}`, asked.json);
  }
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    from: { type: 'string' },
    to: { type: 'string' },
    history: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    ...CONNECTION_OPTIONS,
  });
  return read === undefined || read.positionals.length > 0 ? undefined : read.values;
}
