/**
 * What happens to message content once, at publish: MJML becomes HTML, and every template is parsed, so that a mistake is
 * found before anybody waits for the mail. `send` never compiles MJML.
 */
import type { Content } from '../../../workflow-compiler/artifact.ts';
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import { REGISTRY } from '../../../workflow-compiler/diagnostics/registry.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import { templatesOf } from '../../../workflow-compiler/language/templates.ts';
import { compileMjml } from './mjml.ts';
import { templateProblem } from './render.ts';

export type Prepared = { readonly content: Content; readonly diagnostics: readonly Diagnostic[] };

/**
 * All findings at once; with an error among them the content must not be published. Never throws for a user's mistake.
 *
 * @example const { content, diagnostics } = await prepareContent(artifact.content)
 */
export async function prepareContent(content: Content): Promise<Prepared> {
  const diagnostics: Diagnostic[] = [];
  const prepared: { [step: string]: Step } = {};
  for (const [id, step] of Object.entries(content)) {
    const at = `/steps/${id}`;
    let ready = step;
    if (step.kind === 'send-email' && step.mjml !== undefined) {
      const { mjml, ...rest } = step;
      const compiled = await compileMjml(mjml, `${at}/mjml`);
      diagnostics.push(...compiled.diagnostics);
      ready = { ...rest, html: compiled.html };
    }
    // A template that MJML refused says nothing about Liquid; one that it took is checked as it will be rendered.
    if (!diagnostics.some((found) => found.severity === 'error' && found.at === `${at}/mjml`)) {
      diagnostics.push(...templateFindings(ready, step, at));
    }
    prepared[id] = ready;
  }
  return { content: prepared, diagnostics };
}

function templateFindings(ready: Step, written: Step, at: string): readonly Diagnostic[] {
  return templatesOf(ready).flatMap(({ at: path, text }): readonly Diagnostic[] => {
    const problem = templateProblem(text);
    if (problem === undefined) return [];
    const field =
      path === '/html' && written.kind === 'send-email' && written.mjml !== undefined ? '/mjml' : path;
    return [
      {
        code: 'MSG-03',
        severity: 'error',
        at: `${at}${field}`,
        title: REGISTRY['MSG-03'].title,
        detail: `Nothing can be rendered: ${problem}.`,
        hint: 'Liquid has `{{ values }}`, `{% tags %}` and filters; templates cannot include other files.',
      },
    ];
  });
}
