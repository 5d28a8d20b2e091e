/**
 * `sojourn compile FILE`: prints the state machine, or with `--json` the whole artifact, or with `--explain` what each pass
 * of the optimiser saved; findings go to standard error.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Artifact } from '../../../workflow-compiler/artifact.ts';
import { compileFile } from './compile-file.ts';
import { complain } from './complain.ts';
import { cutOf } from './cut.ts';
import { explained } from './explain.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE =
  'Usage: sojourn compile FILE [--out FILE|DIR] [--naive] [--granularity step|segment] [--placement standard|express|auto]\n' +
  '       [--runs-per-month N] [--explain] [--json] [--function-arn PREFIX]\n' +
  '  --out           write instead of printing; into DIR/<name>.asl.json if it is a directory or ends with a slash\n' +
  '  --naive         one state per step, no optimisation\n' +
  '  --granularity   a state for each step, or a segment: one for everything between two waits; unless said,\n' +
  '                  step in standard and segment in express\n' +
  '  --placement     where waits live: in one Standard execution (unless said), or in rows between Express executions\n' +
  '  --runs-per-month  the forecast by which auto chooses\n' +
  '  --explain       what each pass of the optimiser saved, instead of the machine\n' +
  '  --json          the whole artifact: machine, source map, routing, content\n' +
  '  --function-arn  prefix of the functions that the machine calls\n';

/** Exit status: 0, 1 with errors in the definition, 2 when the command cannot be carried out. */
export async function compileCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  const file = asked?.file;
  if (asked === undefined || file === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const compiled = compileFile(file, asked.json, io, asked.options);
  if (!compiled.ok) return compiled.status;
  const { artifact } = compiled;
  if (artifact.placementWhy !== undefined)
    io.stderr.write(`Placement ${artifact.placement}: ${artifact.placementWhy}.\n`);
  if (asked.explain) {
    io.stdout.write(explained(artifact.definition, asked.options));
    return 0;
  }
  const text = `${JSON.stringify(asked.json ? artifact : artifact.machine, null, 2)}\n`;
  if (asked.out === undefined) io.stdout.write(text);
  else return write(asked.out, artifact, text, asked.json, io);
  return 0;
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    out: { type: 'string' },
    naive: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    explain: { type: 'boolean', default: false },
    granularity: { type: 'string' },
    placement: { type: 'string' },
    'runs-per-month': { type: 'string' },
    'function-arn': { type: 'string' },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  const [file] = positionals;
  const { out, naive, json, explain, 'function-arn': functionArn } = values;
  const cut = cutOf(values);
  if (cut === undefined || positionals.length !== 1) return undefined;
  const options = { naive, ...(functionArn === undefined ? {} : { functionArn }), ...cut };
  return { file, out, json, explain, options };
}

function write(out: string, artifact: Artifact, text: string, json: boolean, io: Io): number {
  const directory = out.endsWith('/') || statSync(out, { throwIfNoEntry: false })?.isDirectory() === true;
  const name = `${artifact.definition.name}.${json ? 'artifact' : 'asl'}.json`;
  const target = directory ? path.join(out, name) : out;
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return complain(io, `Cannot write ${target}: ${why}`, json);
  }
  io.stderr.write(`Wrote ${target}\n`);
  return 0;
}
