/** The artifact of a definition in a file, for the commands that do something with it. */
import type { Artifact, CompileOptions } from '../../../workflow-compiler/artifact.ts';
import { compile } from '../../../workflow-compiler/compile.ts';
import { renderDiagnostics } from '../../../workflow-compiler/diagnostics/render.ts';
import { complain, refuseDefinition } from './complain.ts';
import type { Io } from './output.ts';
import { readDefinition } from './read-definition.ts';

type Compiled =
  | { readonly ok: true; readonly artifact: Artifact }
  /** The command ends with this status, and has said why. */
  | { readonly ok: false; readonly status: number };

export function compileFile(file: string, json: boolean, io: Io, options: CompileOptions = {}): Compiled {
  const read = readDefinition(file);
  if (!read.ok) return { ok: false, status: complain(io, read.problem, json) };
  const compiled = compile(read.text, options);
  io.stderr.write(renderDiagnostics(compiled.diagnostics, file, read.text));
  return compiled.ok ? compiled : { ok: false, status: refuseDefinition(io, compiled.diagnostics, json) };
}
