/** Drafts: kept as their author wrote them, findings and all, so that nobody loses work to a mistake. */
import { check } from '../../../workflow-compiler/compile.ts';
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import { parse } from '../../../workflow-compiler/parse/parse.ts';
import type { Deps } from '../../deps.ts';
import type { TenantId } from '../ids.ts';
import { DRAFT, workflowKey, workflowPk } from './keys.ts';
import { readAny, workflowIndex } from './read.ts';
import type { WorkflowRow } from './row.ts';
import { putText } from './text.ts';

export type Saved = { readonly row: WorkflowRow; readonly diagnostics: readonly Diagnostic[] };

/** Saves the draft of a workflow, which it creates when there is none. `text` is YAML or JSON, at most 1 MB. */
export async function saveDraft(deps: Deps, tenant: TenantId, name: string, text: string): Promise<Saved> {
  await putText(deps.store, workflowPk(tenant, name), DRAFT, text);
  const { diagnostics } = check(text, deps.settings);
  for (;;) {
    const found = await readAny(deps.store, tenant, name);
    const at = new Date(deps.clock.now()).toISOString();
    const fresh: WorkflowRow = {
      name,
      title: name,
      state: 'draft',
      latest: 0,
      reserved: 0,
      createdAt: at,
      updatedAt: at,
    };
    const { removed, ...before } = found?.row ?? fresh;
    const created = removed === true ? { createdAt: at } : {};
    const row: WorkflowRow = { ...before, ...created, title: titleOf(text) ?? name, updatedAt: at };
    const written = await deps.store.write([
      {
        do: 'put',
        key: workflowKey(tenant, name),
        body: row,
        index: workflowIndex(tenant, name),
        when: found === undefined ? 'absent' : { rev: found.rev },
      },
    ]);
    if (written.ok) return { row, diagnostics };
  }
}

function titleOf(text: string): string | undefined {
  const parsed = parse(text);
  return parsed.ok ? parsed.definition.title : undefined;
}
