/** docs/diagnostics.md from the registry and the bad examples: every code with what it means and how it looks. */
import { check } from '../../workflow-compiler/compile.ts';
import type { Diagnostic } from '../../workflow-compiler/diagnostics/diagnostic.ts';
import { REGISTRY } from '../../workflow-compiler/diagnostics/registry.ts';
import { renderDiagnostics } from '../../workflow-compiler/diagnostics/render.ts';
import { cases, read } from './golden.ts';

const FAMILIES: { readonly [family: string]: string } = {
  TEXT: 'the text cannot be read',
  SHAPE: 'fields, kinds and values',
  REF: 'names',
  FLOW: 'ways and loops',
  STEP: 'steps',
  COND: 'conditions',
  MSG: 'messages',
  LIMIT: 'limits',
};

type Example = { readonly text: string; readonly diagnostics: readonly Diagnostic[] };

export function diagnosticsPage(): string {
  const examples = cases('bad').map(({ folder }): Example => {
    const text = read(folder, 'definition.yaml');
    return { text, diagnostics: check(text).diagnostics };
  });
  const sections = Object.entries(FAMILIES).map(([family, about]) => {
    const codes = Object.entries(REGISTRY).filter(([code]) => code.startsWith(`${family}-`));
    return [`## ${family}: ${about}`, ...codes.map(([code, entry]) => section(code, entry, examples))].join(
      '\n\n',
    );
  });
  return [HEAD, ...sections].join('\n\n').concat('\n');
}

const HEAD = `# Diagnostics

What \`sojourn check\`, the API and the console say about a definition. Codes are stable and never reused. An error keeps a
definition from being published, a warning does not. Each example is a test in \`test/compiler/golden/bad\`.

This page is generated from the registry; a test keeps it true. To write it again:
\`UPDATE_GOLDEN=1 npx vitest run test/compiler/docs.test.ts\`.`;

function section(
  code: string,
  { title, severity, about }: { readonly title: string; readonly severity: string; readonly about: string },
  examples: readonly Example[],
): string {
  const shown = examples.map((example) => shownIn(example, code)).find((found) => found !== undefined);
  const head = `### ${code}: ${title}\n\n*${severity}.* ${about}`;
  return shown === undefined ? head : `${head}\n\n\`\`\`text\n${shown}\n\`\`\``;
}

/** The first finding of the code in an example, as the terminal shows it. */
function shownIn({ text, diagnostics }: Example, code: string): string | undefined {
  const found = diagnostics.find((one) => one.code === code);
  if (found === undefined) return undefined;
  const rendered = renderDiagnostics([found], 'workflow.yaml', text);
  return rendered.slice(0, rendered.lastIndexOf('\n\n')).trimEnd();
}
