/**
 * `sojourn scale FILE [--contacts N] [--over DURATION] [--rates FILE] [--quotas FILE] [--json]`: where work queues on AWS when so
 * many contacts enter, and for how long. Nothing is asked of AWS: quotas come from the compiler's dated table.
 */
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import { reportOf } from '../../../workflow-compiler/scale/report.ts';
import { scaleOf } from '../../../workflow-compiler/scale/scale.ts';
import { tableOf } from '../../../workflow-compiler/scale/table.ts';
import { compileFile } from './compile-file.ts';
import { complain } from './complain.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { quotasIn } from './quotas-file.ts';
import { ratesIn } from './rates-file.ts';
import { showUsage } from './usage.ts';

const USAGE =
  'Usage: sojourn scale FILE [--contacts N] [--over DURATION] [--spread DURATION] [--rates FILE] [--quotas FILE] [--json]\n' +
  '  --contacts  how many people enter; a million unless said\n' +
  '  --over      within which time, evenly: `1 hour` unless said\n' +
  '  --spread    over which time a moment of the calendar is spread: not at all unless said\n' +
  '  --rates     YAML or JSON: who opens, which paths people take\n' +
  '  --quotas    YAML or JSON: what your account may do, by the id of the quota\n' +
  '  --json      every quota with its use\n';

/** Exit status: 0, 1 with errors in the definition, 2 when the command cannot be carried out. */
export async function scaleCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const { file, json, contacts, overSeconds, spreadSeconds } = asked;
  const compiled = compileFile(file, json, io);
  if (!compiled.ok) return compiled.status;
  const { definition } = compiled.artifact;
  const rates = ratesIn(asked.rates, definition);
  if (!rates.ok) return complain(io, rates.problems.join('\n'), json);
  const quotas = asked.quotas === undefined ? { ok: true as const, quotas: {} } : quotasIn(asked.quotas);
  if (!quotas.ok) return complain(io, quotas.problems.join('\n'), json);
  const scale = scaleOf(definition, {
    contacts,
    overSeconds,
    spreadSeconds,
    rates: rates.rates,
    quotas: quotas.quotas,
  });
  io.stdout.write(json ? `${JSON.stringify(reportOf(scale), null, 2)}\n` : tableOf(scale));
  return 0;
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    contacts: { type: 'string', default: '1000000' },
    over: { type: 'string', default: '1 hour' },
    spread: { type: 'string', default: '0 seconds' },
    rates: { type: 'string' },
    quotas: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) return undefined;
  if (!/^[1-9][0-9]{0,11}$/.test(values.contacts)) return undefined;
  const overSeconds = durationMs(values.over) / 1000;
  const spreadSeconds = durationMs(values.spread) / 1000;
  const { rates, quotas, json } = values;
  if (overSeconds < 1 || (spreadSeconds === 0 && !values.spread.startsWith('0 '))) return undefined;
  return { file, contacts: Number(values.contacts), overSeconds, spreadSeconds, rates, quotas, json };
}
