/** Liquid templates: they parse, and name what templates know. Parsed only, never rendered. */
import { Liquid } from 'liquidjs';
import type { Finding } from '../diagnostics/finding.ts';
import { suggest } from '../diagnostics/near.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Definition } from '../language/definition.ts';
import { templatesOf } from '../language/templates.ts';

/** What templates may name when a message is composed. */
const ROOTS = ['contact', 'event', 'run', 'workflow', 'tenant', 'unsubscribe_url', 'now'] as const;

/** There are no files to take them from. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

export const liquid = new Liquid({
  strictFilters: true,
  ownPropertyOnly: true,
  templates: {},
  parseLimit: 400_000,
});
for (const tag of FILE_TAGS) delete liquid.tags[tag];

export function templates(definition: Definition): readonly Finding[] {
  return Object.entries(definition.steps).flatMap(([id, step]) =>
    templatesOf(step).flatMap(({ text, at }) => template(text, child('/steps', id) + at)),
  );
}

function template(text: string, at: string): readonly Finding[] {
  if (!text.includes('{{') && !text.includes('{%')) return [];
  try {
    return unknownRoots(text).map((name) => ({
      code: 'MSG-04',
      at,
      detail: `Templates do not know \`${name}\`; it renders empty.`,
      hint: suggest(name, ROOTS),
    }));
  } catch (error) {
    return [
      {
        code: 'MSG-03',
        at,
        detail: `The template cannot be read: ${reason(error)}.`,
        hint: 'Check that every `{{` and `{%` is closed, and that tags and filters are spelt right.',
      },
    ];
  }
}

function unknownRoots(text: string): readonly string[] {
  const names = liquid.globalVariablesSync(liquid.parse(text));
  return [...new Set(names)].filter((name) => !ROOTS.some((root) => root === name)).toSorted();
}

/** The first line of liquidjs's message, which names the line of the template but not a file. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/, file:[^,]*/, '').replace(/\.$/, '');
}
