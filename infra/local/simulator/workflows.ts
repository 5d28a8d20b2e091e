/** Definition files, compiled for the simulator; findings are rendered where errors stop it. */

import { isTenantId } from '../../../functions/domain/ids.ts';
import { prepareContent } from '../../../functions/domain/message/prepare.ts';
import type { Household, Playable } from '../../../functions/domain/simulation/stage.ts';
import { compile } from '../../../workflow-compiler/compile.ts';
import { renderDiagnostics } from '../../../workflow-compiler/diagnostics/render.ts';
import type { CutOptions } from '../cli/cut.ts';
import { readDefinition } from '../cli/read-definition.ts';

export type CompiledFiles =
  | { readonly ok: true; readonly artifacts: readonly Playable[] }
  /** `unread`: a file could not be read at all. */
  | { readonly ok: false; readonly findings: string; readonly unread: boolean };

/** With `render` messages are prepared as publishing does: MJML compiled, templates parsed. `cut`: into which states. */
export async function compileFiles(
  files: readonly string[],
  render: boolean,
  cut: CutOptions = {},
): Promise<CompiledFiles> {
  const artifacts: Playable[] = [];
  for (const file of files) {
    const read = readDefinition(file);
    if (!read.ok) return { ok: false, findings: `${read.problem}\n`, unread: true };
    const compiled = compile(read.text, cut);
    if (!compiled.ok) {
      return { ok: false, findings: renderDiagnostics(compiled.diagnostics, file, read.text), unread: false };
    }
    const { artifact } = compiled;
    const name = artifact.definition.name;
    if (artifacts.some(({ definition }) => definition.name === name)) {
      return {
        ok: false,
        findings: `${file}: there are two workflows of the name \`${name}\`.\n`,
        unread: true,
      };
    }
    const prepared = render ? await prepareContent(artifact.content) : undefined;
    const errors = prepared?.diagnostics.filter(({ severity }) => severity === 'error') ?? [];
    if (errors.length > 0) {
      return { ok: false, findings: renderDiagnostics(errors, file, read.text), unread: false };
    }
    artifacts.push({ ...artifact, content: prepared?.content ?? artifact.content });
  }
  return { ok: true, artifacts };
}

/** The tenant of workflows that belong to nobody yet. */
export function householdOf(zone: string): Household {
  const id = 'simulation';
  if (!isTenantId(id)) throw new Error(`${id} is no tenant id`);
  return { id, name: 'Simulation', zone };
}
