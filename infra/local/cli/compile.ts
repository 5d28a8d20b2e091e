/**
 * `sojourn compile FILE [--out FILE|DIR] [--naive] [--json] [--function-arn PREFIX]`: prints the state machine, or with
 * `--json` the whole artifact; findings go to standard error.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Artifact } from '../../../workflow-compiler/artifact.ts';
import { compile } from '../../../workflow-compiler/compile.ts';
import { renderDiagnostics } from '../../../workflow-compiler/diagnostics/render.ts';
import type { Io } from './output.ts';
import { readDefinition } from './read-definition.ts';

const USAGE =
  'Usage: sojourn compile FILE [--out FILE|DIR] [--naive] [--json] [--function-arn PREFIX]\n' +
  '  --out           write instead of printing; into DIR/<name>.asl.json if it is a directory or ends with a slash\n' +
  '  --naive         one state per step, no optimisation\n' +
  '  --json          the whole artifact: machine, source map, routing, content\n' +
  '  --function-arn  prefix of the functions that the machine calls\n';

/** Exit status: 0, 1 with errors in the definition, 2 when the command cannot be carried out. */
export async function compileCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  const file = asked?.file;
  if (asked === undefined || file === undefined) {
    io.stderr.write(USAGE);
    return 2;
  }
  const read = readDefinition(file);
  if (!read.ok) {
    io.stderr.write(`${read.problem}\n`);
    return 2;
  }
  const { naive, functionArn } = asked;
  const compiled = compile(read.text, { naive, ...(functionArn === undefined ? {} : { functionArn }) });
  io.stderr.write(renderDiagnostics(compiled.diagnostics, file, read.text));
  if (!compiled.ok) return 1;
  const { artifact } = compiled;
  const text = `${JSON.stringify(asked.json ? artifact : artifact.machine, null, 2)}\n`;
  if (asked.out === undefined) io.stdout.write(text);
  else return write(asked.out, artifact, text, asked.json, io);
  return 0;
}

function readArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        naive: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'function-arn': { type: 'string' },
      },
    });
    const [file] = positionals;
    const { out, naive, json, 'function-arn': functionArn } = values;
    return positionals.length === 1 ? { file, out, naive, json, functionArn } : undefined;
  } catch {
    return undefined;
  }
}

function write(out: string, artifact: Artifact, text: string, json: boolean, io: Io): number {
  const directory = out.endsWith('/') || statSync(out, { throwIfNoEntry: false })?.isDirectory() === true;
  const name = `${artifact.definition.name}.${json ? 'artifact' : 'asl'}.json`;
  const target = directory ? path.join(out, name) : out;
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  } catch (error) {
    io.stderr.write(`Cannot write ${target}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  io.stderr.write(`Wrote ${target}\n`);
  return 0;
}
