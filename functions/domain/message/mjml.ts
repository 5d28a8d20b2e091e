/** MJML to HTML, with its findings as diagnostics. It may read no files, and Liquid that it would swallow is reported. */
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';

export type CompiledMjml = { readonly html: string; readonly diagnostics: readonly Diagnostic[] };

/**
 * MJML would have every mail load its default font from Google, which tells Google who reads it: only fonts that `mj-font`
 * names are loaded.
 */
const OPTIONS = { validationLevel: 'soft', ignoreIncludes: true, fonts: {} } as const;

/** `at` is the pointer of the MJML field. Loaded on demand: MJML takes half a second to load and most processes never need it. */
export async function compileMjml(mjml: string, at: string): Promise<CompiledMjml> {
  const { default: mjml2html } = await import('mjml');
  try {
    const { html, errors } = await mjml2html(mjml, OPTIONS);
    const problems = errors.map(({ line, message, tagName }) =>
      invalid(at, `Line ${line}, \`${tagName}\`: ${message}.`),
    );
    return { html, diagnostics: [...problems, ...included(mjml, at), ...swallowed(mjml, html, at)] };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { html: '', diagnostics: [invalid(at, `It cannot be read: ${message}`)] };
  }
}

function invalid(at: string, detail: string): Diagnostic {
  return {
    code: 'MSG-52',
    severity: 'error',
    at,
    title: 'Invalid MJML',
    detail,
    hint: 'Correct the element; https://documentation.mjml.io lists elements and attributes.',
  };
}

function included(mjml: string, at: string): readonly Diagnostic[] {
  if (!/<mj-include\b/i.test(mjml)) return [];
  return [
    {
      code: 'MSG-53',
      severity: 'error',
      at,
      title: 'MJML includes a file',
      detail: '`mj-include` reads a file of the machine that compiles, which a definition may not do.',
      hint: 'Put the text of the file in the place of `mj-include`.',
    },
  ];
}

/** MJML drops text between its elements, Liquid too: an `{% if %}` around a section would silently be gone. */
function swallowed(mjml: string, html: string, at: string): readonly Diagnostic[] {
  const source = mjml.replace(/<!--[\s\S]*?-->/g, '');
  const lost = [...source.matchAll(/\{%-?[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g)].find(
    ([tag]) => !html.includes(tag),
  );
  if (lost === undefined) return [];
  return [
    {
      code: 'MSG-54',
      severity: 'error',
      at,
      title: 'Liquid is lost in MJML',
      detail: `\`${lost[0].slice(0, 80)}\` stands where MJML keeps no text, so the mail would not have it.`,
      hint: 'Wrap it: `<mj-raw>{% if … %}</mj-raw>`; inside `mj-text` and in attributes Liquid stays as it is.',
    },
  ];
}
