/** `sojourn backtest OLD NEW --events FILE`: what really happened, through two versions of a workflow; who would get other messages. */
import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { BacktestOrder } from '../../../functions/domain/simulation/backtest/backtest.ts';
import type { Difference } from '../../../functions/domain/simulation/backtest/compare.ts';
import {
  RecordingUnreadable,
  readHead,
  readSpan,
} from '../../../functions/domain/simulation/backtest/read-recording.ts';
import { backtestReport } from '../../../functions/domain/simulation/backtest/report.ts';
import type { Playable } from '../../../functions/domain/simulation/stage.ts';
import { parseIn } from '../../../functions/domain/time/local.ts';
import { isZone } from '../../../functions/domain/time/zone.ts';
import { runPool } from '../simulator/pool.ts';
import { printBacktest } from '../simulator/print-backtest.ts';
import { keeping, recordedIn, recordedPieces } from '../simulator/recording.ts';
import { compileFiles, householdOf } from '../simulator/workflows.ts';
import { complain, failed } from './complain.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { telling } from './telling.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn backtest OLD NEW --events FILE [options]
  --events FILE    what happened: a file of \`sojourn export-events\`, or of the same form; docs/simulation.md
  --contacts FILE  cards, in CSV or NDJSON, of contacts whom the events have none of
  --from DATE      play from here (unless said, as the file says, or from the first event)
  --to DATE        play to here, which is not included
  --zone ZONE      the zone of contacts without one, and of these dates (else as the file says)
  --list N         contacts to tell one by one, at most (default 1000)
  --workers N      threads; the report is the same whatever their number
  --json           the report alone, as JSON
`;

/** Exit status: 0, 1 with errors in a definition, 2 when the command cannot be carried out. */
export async function backtestCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  const [old, next, ...more] = asked?.files ?? [];
  if (
    asked === undefined ||
    old === undefined ||
    next === undefined ||
    more.length > 0 ||
    asked.events === undefined
  ) {
    return showUsage(argv, io, USAGE);
  }
  const { json, events, contacts } = asked;
  const list = wholeOf(asked.list, 100_000);
  const workers = wholeOf(asked.workers, 256);
  if (list === undefined) return complain(io, '--list is a whole number from 0 to 100000.', json);
  if (workers === undefined) return complain(io, '--workers is a whole number from 0 to 256.', json);
  const playables: Playable[] = [];
  for (const file of [old, next]) {
    const compiled = await compileFiles([file], false);
    if (!compiled.ok) {
      failed(io, compiled.findings.trimEnd(), json);
      return compiled.unread ? 2 : 1;
    }
    playables.push(...compiled.artifacts);
  }
  const [before, after] = playables;
  if (before === undefined || after === undefined) return 2;
  try {
    const period = await periodOf(asked, events);
    if (typeof period === 'string') return complain(io, period, json);
    const { zone, start, end } = period;
    const order: BacktestOrder = { old: before, new: after, household: householdOf(zone), start, end };
    const differences: Difference[] = [];
    const tally = await runPool(order, recordedPieces(recordedIn(events, contacts, start)), {
      workers,
      progress: telling(io, undefined),
      found: keeping(differences, list),
    });
    const report = backtestReport(order, tally, differences);
    io.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : printBacktest(report));
    return 0;
  } catch (error) {
    if (error instanceof RecordingUnreadable) return complain(io, `${events}, ${error.message}.`, json);
    if (!(error instanceof Error && 'code' in error)) throw error;
    return complain(io, `Cannot read it: ${error.message}`, json);
  }
}

type Asked = Exclude<ReturnType<typeof readArguments>, undefined>;
type Period = { readonly zone: string; readonly start: number; readonly end: number };

/** As the flags say, else the file's head, else from the first event to the last. */
async function periodOf({ from, to, zone: asked }: Asked, events: string): Promise<Period | string> {
  const head = await readHead(createReadStream(events));
  const zone = asked ?? head?.zone ?? 'UTC';
  if (!isZone(zone)) return `\`${zone}\` is not an IANA time zone.`;
  const said = { from: from ?? head?.from, to: to ?? head?.to };
  const complete = said.from !== undefined && said.to !== undefined;
  const span = complete ? undefined : await readSpan(createReadStream(events));
  const start = momentIn(zone, said.from ?? span?.first);
  const last = momentIn(zone, span?.last);
  const end = said.to === undefined ? (last === undefined ? undefined : last + 1) : momentIn(zone, said.to);
  if (start === undefined) {
    return said.from === undefined
      ? 'There is no event in the file: nothing to play.'
      : `\`${said.from}\` is not a date such as 2026-03-01.`;
  }
  if (end === undefined) {
    return said.to === undefined
      ? 'There is no event in the file: nothing to play.'
      : `\`${said.to}\` is not a date such as 2026-04-01.`;
  }
  return start < end ? { zone, start, end } : 'It would end before it begins: --from is before --to.';
}

const momentIn = (zone: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseIn(zone, text.length === 10 ? `${text}T00:00` : text);

function wholeOf(text: string, most: number): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    events: { type: 'string' },
    contacts: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    zone: { type: 'string' },
    list: { type: 'string', default: '1000' },
    workers: { type: 'string', default: String(Math.min(16, availableParallelism())) },
    json: { type: 'boolean', default: false },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  return { files: positionals, ...values };
}
