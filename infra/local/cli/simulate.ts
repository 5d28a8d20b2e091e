/** `sojourn simulate FILE…`: many contacts and much time through the emitted machines, in seconds, before anything is sent. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { FileUnreadable } from '../../../functions/domain/import/rows.ts';
import type { Profile } from '../../../functions/domain/simulation/profile.ts';
import { readProfile } from '../../../functions/domain/simulation/read-profile.ts';
import { reportOf } from '../../../functions/domain/simulation/report.ts';
import { CAP_RULE, readCaps } from '../../../functions/domain/tenant/caps.ts';
import { parseIn } from '../../../functions/domain/time/local.ts';
import { isZone } from '../../../functions/domain/time/zone.ts';
import { contactsFrom } from '../simulator/contacts.ts';
import { type Order, stageOf } from '../simulator/order.ts';
import { piecesOf, runPool } from '../simulator/pool.ts';
import { printReport } from '../simulator/print.ts';
import { compileFiles, householdOf } from '../simulator/workflows.ts';
import { complain, failed } from './complain.ts';
import { cutOf } from './cut.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { telling } from './telling.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn simulate FILE… [options]
  --contacts N      made-up contacts (default 10000)
  --from FILE       contacts from CSV or NDJSON instead
  --profile FILE    who they are and what they do, in YAML; docs/simulation.md
  --enter DURATION  they enter uniformly over this time, such as '1 day', or 'at once'
  --days N          days to simulate (default 30)
  --start DATE      when it begins, such as 2026-03-02 (default 2026-01-05, a Monday)
  --zone ZONE       the zone of contacts without one, and of the report's days (default UTC)
  --cap CAP         such as email=2/day,5/week,hold: no contact gets more; once for each channel
  --seed N          another seed, other contacts (default 1)
  --render          render messages too; slow
  --granularity G   step (a state for each step) or segment
  --placement P     standard or express: what happens is the same, the states entered are not
  --workers N       threads; the report is the same whatever their number
  --json            the report alone, as JSON

Contacts enter the first workflow, each by one of its triggers; the others run on what follows.
`;

const DEFAULT_START = '2026-01-05';
/** Below this threads cost more than they bring. */
const FEW = 3000;

/** Exit status: 0, 1 with errors in a definition, 2 when the command cannot be carried out. */
export async function simulateCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined || asked.files.length === 0) {
    return showUsage(argv, io, USAGE);
  }
  const { json } = asked;
  const numbers = numbersOf(asked);
  if (typeof numbers === 'string') return complain(io, numbers, json);
  if (!isZone(asked.zone)) return complain(io, `\`${asked.zone}\` is not an IANA time zone.`, json);
  const start = parseIn(asked.zone, asked.start.length === 10 ? `${asked.start}T00:00` : asked.start);
  if (start === undefined)
    return complain(io, `\`${asked.start}\` is not a date such as ${DEFAULT_START}.`, json);
  const profile = profileOf(asked.profile, asked.enter);
  if ('problem' in profile) return complain(io, profile.problem, json);
  const caps = readCaps(asked.cap);
  if (caps === undefined) return complain(io, CAP_RULE, json);
  const cut = cutOf(asked);
  if (cut === undefined) {
    return complain(io, '--granularity is step or segment, --placement standard or express.', json);
  }
  const compiled = await compileFiles(asked.files, asked.render, cut);
  if (!compiled.ok) {
    failed(io, compiled.findings.trimEnd(), json);
    return compiled.unread ? 2 : 1;
  }
  const { seed, days, contacts, workers } = numbers;
  const order: Order = {
    artifacts: compiled.artifacts,
    household: { ...householdOf(asked.zone), ...(asked.cap.length === 0 ? {} : { caps }) },
    setting: { seed, start, days, profile: profile.profile },
    render: asked.render,
  };
  const file = asked.from === undefined ? undefined : contactsFrom(asked.from);
  const began = performance.now();
  const few = file === undefined && contacts < FEW;
  try {
    const tally = await runPool(order, file?.pieces ?? piecesOf(contacts), {
      workers: few ? 0 : workers,
      progress: telling(io, file === undefined ? contacts : undefined),
    });
    const simulated = tally.counts.get('contacts') ?? 0;
    const about = { contacts: simulated, start: new Date(start).toISOString(), days, seed, zone: asked.zone };
    const report = reportOf(stageOf(order), tally, about);
    const seconds = (performance.now() - began) / 1000;
    io.stderr.write(`simulated ${simulated.toLocaleString('en')} contacts in ${seconds.toFixed(1)} s\n`);
    if ((file?.refused() ?? 0) > 0) io.stderr.write(`${file?.refused()} rows name no contact\n`);
    io.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
    return 0;
  } catch (error) {
    const unreadable = error instanceof FileUnreadable || (error instanceof Error && 'code' in error);
    if (!unreadable) throw error;
    return complain(io, `Cannot read ${asked.from}: ${error.message}`, json);
  }
}

function profileOf(
  file: string | undefined,
  enter: string | undefined,
): { readonly profile: Profile } | { readonly problem: string } {
  let text: string;
  try {
    text = file === undefined ? '{}' : readFileSync(file, 'utf8');
  } catch (error) {
    return { problem: `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}` };
  }
  const read = readProfile(text, enter === undefined ? undefined : { enter: { over: enter } });
  return read.ok ? read : { problem: `${file ?? '--enter'}: ${read.problems.join('; ')}` };
}

type Asked = Exclude<ReturnType<typeof readArguments>, undefined>;

function numbersOf(
  asked: Asked,
):
  | { readonly seed: number; readonly days: number; readonly contacts: number; readonly workers: number }
  | string {
  const bounds = { seed: [0, 2 ** 31], days: [1, 400], contacts: [1, 1e9], workers: [0, 256] } as const;
  const found = { seed: 0, days: 0, contacts: 0, workers: 0 };
  for (const name of ['seed', 'days', 'contacts', 'workers'] as const) {
    const value = Number(asked[name]);
    const [least, most] = bounds[name];
    if (!Number.isInteger(value) || value < least || value > most) {
      return `--${name} is a whole number from ${least} to ${most}.`;
    }
    found[name] = value;
  }
  return found;
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    contacts: { type: 'string', default: '10000' },
    from: { type: 'string' },
    profile: { type: 'string' },
    enter: { type: 'string' },
    days: { type: 'string', default: '30' },
    start: { type: 'string', default: DEFAULT_START },
    zone: { type: 'string', default: 'UTC' },
    cap: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(16, availableParallelism())) },
    render: { type: 'boolean', default: false },
    granularity: { type: 'string' },
    placement: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  return { files: positionals, ...values };
}
