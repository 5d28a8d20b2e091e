/** `sojourn check FILE… [--json]`: parses and checks definitions, and shows every finding in its place. */
import { parseArgs } from 'node:util';
import { check } from '../../../workflow-compiler/compile.ts';
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../../workflow-compiler/diagnostics/render.ts';
import type { Io } from './output.ts';
import { readDefinition } from './read-definition.ts';

const USAGE = 'Usage: sojourn check FILE… [--json]\n';

/** Exit status: 0 without errors (warnings are shown), 1 with errors, 2 when the command cannot be carried out. */
export async function checkCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined || asked.files.length === 0) {
    io.stderr.write(USAGE);
    return 2;
  }
  const results = asked.files.map((file) => ({ file, ...checkFile(file) }));
  const unread = results.filter(({ problem }) => problem !== undefined);
  for (const { problem } of unread) io.stderr.write(`${problem}\n`);
  if (asked.json) {
    const told = results.map(({ file, diagnostics }) => ({ file, diagnostics }));
    io.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  } else {
    for (const { file, text, diagnostics, problem } of results)
      if (problem === undefined)
        io.stdout.write(renderDiagnostics(diagnostics, file, text) || `${file}: no findings\n`);
  }
  if (unread.length > 0) return 2;
  return results.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function readArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    return { files: positionals, json: values.json };
  } catch {
    return undefined;
  }
}

type Checked = {
  readonly diagnostics: readonly Diagnostic[];
  readonly text?: string;
  /** Why the file could not be read. */
  readonly problem?: string;
};

function checkFile(file: string): Checked {
  const read = readDefinition(file);
  return read.ok ? { text: read.text, ...check(read.text) } : { problem: read.problem, diagnostics: [] };
}
