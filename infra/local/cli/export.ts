/** `sojourn export`: contacts of a running product into a file, made there in the background and fetched when it is done. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { complain } from './complain.ts';
import {
  CONNECTION_HELP,
  CONNECTION_OPTIONS,
  connect,
  refusal,
  textField,
  Unreachable,
} from './connection.ts';
import { readFlags } from './flags.ts';
import { begin, follow, refused } from './follow-job.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';
import { conditionOf } from './who.ts';

const USAGE = `Usage: sojourn export [--format csv|ndjson] [--list NAME] [--condition JSON] [--out FILE] [options]
  --format FORMAT    csv unless said
  --list NAME        only those on this list
  --condition JSON   only those who meet a condition about the contact, such as '{"kind":"tag","tag":"vip"}'
  --out FILE         a file instead of standard output
  --json             the last answer of the API as one line; needs --out
${CONNECTION_HELP}`;

/** Exit status: 0, 1 when the product refuses or the export fails, 2 when the command cannot be carried out. */
export async function exportCommand(argv: readonly string[], io: Io): Promise<number> {
  const read = readFlags(argv, {
    format: { type: 'string', default: 'csv' },
    list: { type: 'string' },
    condition: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    ...CONNECTION_OPTIONS,
  });
  if (
    read === undefined ||
    read.positionals.length > 0 ||
    (read.values.json && read.values.out === undefined)
  ) {
    return showUsage(argv, io, USAGE);
  }
  const { format, list, condition, out, json } = read.values;
  const who = conditionOf(condition);
  if (who === 'broken') return complain(io, 'The condition is no JSON.', json);
  try {
    const api = connect(read.values, process.env);
    const begun = await begin(api, '/v1/exports', {
      format,
      ...(list === undefined ? {} : { list }),
      ...who,
    });
    if (begun.status !== 202) return refused(io, begun, json);
    const path = `/v1/exports/${textField(begun.body, 'id')}`;
    const last = await follow(api, path, io, json);
    if (textField(last.body, 'state') !== 'done') {
      if (json) return refused(io, last, json);
      io.stderr.write(`Not exported: ${textField(last.body, 'reason') || refusal(last)}\n`);
      return 1;
    }
    const file = await api.download(`${path}/file`);
    if ('status' in file) return refused(io, file, json);
    const bytes = Readable.fromWeb(file.stream);
    if (out === undefined)
      for await (const piece of bytes.setEncoding('utf8')) io.stdout.write(String(piece));
    else await pipeline(bytes, createWriteStream(out));
    if (json) io.stdout.write(`${JSON.stringify(last.body)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof Unreachable) return complain(io, error.message, json);
    if (!(error instanceof Error && 'code' in error)) throw error;
    return complain(io, `Cannot write it: ${error.message}`, json);
  }
}
