/**
 * `sojourn broadcast WORKFLOW`: lets everybody, a list or a segment into a workflow of a running product. The product goes on with it
 * whatever becomes of this command.
 */
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import { complain } from './complain.ts';
import {
  type Answer,
  CONNECTION_HELP,
  CONNECTION_OPTIONS,
  connect,
  numberField,
  textField,
  Unreachable,
} from './connection.ts';
import { readFlags } from './flags.ts';
import { begin, follow, refused } from './follow-job.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';
import { conditionOf } from './who.ts';

const USAGE = `Usage: sojourn broadcast WORKFLOW (--list NAME | --condition JSON | --everybody) [--over DURATION] [options]
  --list NAME        those on this list
  --condition JSON   those who meet a condition about the contact, such as '{"kind":"tag","tag":"vip"}'
  --everybody        all contacts
  --over DURATION    evenly over so long, such as "2 hours"; at once unless said
  --no-wait          do not wait for the end
  --json             the last answer of the API as one line
${CONNECTION_HELP}`;

/** Exit status: 0, 1 when the product refuses or the broadcast fails, 2 when the command cannot be carried out. */
export async function broadcastCommand(argv: readonly string[], io: Io): Promise<number> {
  const read = readFlags(argv, {
    list: { type: 'string' },
    condition: { type: 'string' },
    everybody: { type: 'boolean', default: false },
    over: { type: 'string' },
    'no-wait': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    ...CONNECTION_OPTIONS,
  });
  const [workflow] = read?.positionals ?? [];
  const { list, condition, everybody = false, over, json = false, 'no-wait': noWait } = read?.values ?? {};
  const meant = [list !== undefined, condition !== undefined, everybody].filter(Boolean).length;
  // Nobody writes to everybody by leaving a flag out.
  if (read === undefined || workflow === undefined || read.positionals.length !== 1 || meant !== 1) {
    return showUsage(argv, io, USAGE);
  }
  const who = conditionOf(condition);
  if (who === 'broken') return complain(io, 'The condition is no JSON.', json);
  const spreadSeconds = secondsOf(over);
  if (spreadSeconds === undefined) return complain(io, `\`${over}\` is no duration such as "2 hours".`, json);
  try {
    const api = connect(read.values, process.env);
    const path = `/v1/workflows/${encodeURIComponent(workflow)}/broadcasts`;
    const begun = await begin(api, path, { ...(list === undefined ? {} : { list }), ...who, spreadSeconds });
    if (begun.status !== 202) return refused(io, begun, json);
    const job = `/v1/broadcasts/${textField(begun.body, 'id')}`;
    const last = noWait === true ? begun : await follow(api, job, io, json);
    if (last.status >= 300)
      return refused(io, last, json, 'The broadcast goes on, and cannot be asked after');
    io.stdout.write(json ? `${JSON.stringify(last.body)}\n` : summary(last));
    return textField(last.body, 'state') === 'failed' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return complain(io, error.message, json);
  }
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return 0;
  const seconds = durationMs(text) / 1000;
  return seconds > 0 ? seconds : undefined;
}

function summary({ body }: Answer): string {
  const [done, entered] = ['done', 'entered'].map((name) => numberField(body, name));
  const reason = textField(body, 'reason');
  const why = reason === '' ? '' : ` ${reason}`;
  return `Broadcast ${textField(body, 'id')} ${textField(body, 'state')}: ${done} contacts, ${entered} entered.${why}\n`;
}
