/**
 * `sojourn cost FILE [--contacts N] [--rates FILE] [--json]`: what a workflow costs before it is published, line by line.
 * Nothing is asked of AWS: prices come from the compiler's dated table.
 */
import { priceOf } from '../../../workflow-compiler/price/price.ts';
import { reportOf } from '../../../workflow-compiler/price/report.ts';
import { tableOf } from '../../../workflow-compiler/price/table.ts';
import { compileFile } from './compile-file.ts';
import { complain } from './complain.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { ratesIn } from './rates-file.ts';
import { showUsage } from './usage.ts';

const USAGE =
  'Usage: sojourn cost FILE [--contacts N] [--rates FILE] [--json]\n' +
  '  --contacts  how many people enter; a million unless said\n' +
  '  --rates     YAML or JSON: who opens, which paths people take, where they live, your own prices\n' +
  '  --json      every line with its count per run, price and source\n';

/** Exit status: 0, 1 with errors in the definition, 2 when the command cannot be carried out. */
export async function costCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const { file, json, contacts } = asked;
  const compiled = compileFile(file, json, io);
  if (!compiled.ok) return compiled.status;
  const { definition } = compiled.artifact;
  const rates = ratesIn(asked.rates, definition);
  if (!rates.ok) return complain(io, rates.problems.join('\n'), json);
  const quote = priceOf(definition, rates.rates);
  io.stdout.write(
    json ? `${JSON.stringify(reportOf(quote, contacts), null, 2)}\n` : tableOf(quote, contacts),
  );
  return 0;
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    contacts: { type: 'string' },
    rates: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) return undefined;
  const { contacts, ...rest } = values;
  if (contacts === undefined) return { file, contacts, ...rest };
  return /^[1-9][0-9]{0,11}$/.test(contacts) ? { file, contacts: Number(contacts), ...rest } : undefined;
}
