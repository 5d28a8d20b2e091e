/**
 * `sojourn graph FILE [--format mermaid|dot] [--failures] [--naive] [--placement …]`: draws the machine of a definition, or any machine in
 * Amazon States Language that the file holds.
 */
import { compile } from '../../../workflow-compiler/compile.ts';
import { renderDiagnostics } from '../../../workflow-compiler/diagnostics/render.ts';
import { dot } from '../../../workflow-compiler/graph/dot.ts';
import { drawingOf } from '../../../workflow-compiler/graph/graph.ts';
import { mermaid } from '../../../workflow-compiler/graph/mermaid.ts';
import { isJsonObject, type JsonObject } from '../../../workflow-compiler/language/json.ts';
import { readText } from '../../../workflow-compiler/parse/text.ts';
import { complain, refuseDefinition } from './complain.ts';
import { cutOf } from './cut.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { readDefinition } from './read-definition.ts';
import { showUsage } from './usage.ts';

const USAGE =
  'Usage: sojourn graph FILE [--format mermaid|dot] [--failures] [--naive] [--placement standard|express]\n' +
  '                          [--granularity step|segment] [--json]\n' +
  '  FILE        a definition, or a state machine in Amazon States Language\n' +
  '  --format    mermaid unless said; dot is the language of Graphviz\n' +
  '  --failures  also the ways that errors take\n' +
  '  --naive     one state per step, no optimisation\n' +
  '  --placement, --granularity  how the machine is cut, as compile takes it\n' +
  '  --json      the states and the ways between them\n';

/** Exit status: 0, 1 with errors in the definition, 2 when the command cannot be carried out. */
export async function graphCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const { file, format, failures, options, json } = asked;
  const read = readDefinition(file);
  if (!read.ok) return complain(io, read.problem, json);
  const found = machineIn(read.text);
  const compiled = found === undefined ? compile(read.text, options) : undefined;
  io.stderr.write(renderDiagnostics(compiled?.diagnostics ?? [], file, read.text));
  const machine = compiled?.ok === true ? compiled.artifact.machine : found;
  if (machine === undefined) return refuseDefinition(io, compiled?.diagnostics ?? [], json);
  const drawing = drawingOf(machine, { failures });
  const draw = format === 'dot' ? dot : mermaid;
  io.stdout.write(json ? `${JSON.stringify(drawing, null, 2)}\n` : draw(drawing));
  return 0;
}

/** A machine has states where a definition has steps. */
function machineIn(text: string): JsonObject | undefined {
  const { value, findings } = readText(text);
  return findings.length === 0 && isJsonObject(value) && isJsonObject(value.States) ? value : undefined;
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    format: { type: 'string', default: 'mermaid' },
    failures: { type: 'boolean', default: false },
    naive: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    placement: { type: 'string' },
    granularity: { type: 'string' },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  const [file] = positionals;
  const known = values.format === 'mermaid' || values.format === 'dot';
  const cut = cutOf(values);
  if (file === undefined || positionals.length > 1 || !known || cut === undefined) return undefined;
  const { format, failures, naive, json } = values;
  return { file, format, failures, json, options: { naive, ...cut } };
}
