/** The reference as Markdown, for docs/api.md: the same document as /openapi.json, for reading. */
import type { OpenApi, Operation, Schema } from './openapi.ts';
import { PROBLEMS } from './problem.ts';
import { bodyOf, describe, fieldsOf, operationsOf, successOf } from './reading.ts';

/** `npm start` prints both values. */
const FIRST = `A first request:

\`\`\`sh
curl -H "Authorization: Bearer $SOJOURN_KEY" "$SOJOURN_URL/v1/contacts" \\
  --data '{"email":"ada@example.com","firstName":"Ada","lists":["newsletter"],"consents":{"email":"in"}}'
\`\`\`
`;

export function referenceMarkdown(document: OpenApi): string {
  const lines = ['# HTTP API', '', document.info.description, '', FIRST];
  for (const { name } of document.tags) {
    lines.push(`## ${name}`, '');
    for (const { method, path, operation } of operationsOf(document, name)) {
      lines.push(`### \`${method} ${path}\``, '', `${operation.summary}. ${operation.description}`, '');
      lines.push(...parameters(operation), ...body(operation), ...answers(operation));
    }
  }
  lines.push('## Shapes', '');
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    lines.push(
      `### ${name}`,
      '',
      ...(typeof schema.description === 'string' ? [schema.description, ''] : []),
    );
    lines.push(...fields(schema), '');
  }
  lines.push('## Problems', '');
  for (const [name, { status, title }] of Object.entries(PROBLEMS)) {
    lines.push(`- ${status} \`/docs#problem-${name}\`: ${title}.`);
  }
  return `${lines.join('\n')}\n`;
}

function parameters({ parameters: all = [] }: Operation): readonly string[] {
  const own = all.filter((each) => each.in !== 'header');
  if (own.length === 0) return [];
  return [
    ...own.map(
      (each) =>
        `- \`${each.name}\` (${each.in}${each.required ? ', required' : ''}): ${describe(each.schema)}` +
        `${each.description === undefined ? '' : `. ${each.description}`}`,
    ),
    '',
  ];
}

function body(operation: Operation): readonly string[] {
  const found = bodyOf(operation);
  if (found === undefined) return [];
  return [`Body (${found.types.join(', ')}): ${describe(found.schema)}`, '', ...spaced(fields(found.schema))];
}

function answers(operation: Operation): readonly string[] {
  const { statuses, type, schema } = successOf(operation);
  const said = schema === undefined ? '' : ` (${type}): ${describe(schema)}`;
  return [
    `Answer ${statuses.join(' or ')}${said}`,
    '',
    ...(schema === undefined ? [] : spaced(fields(schema))),
  ];
}

function fields(schema: Schema): readonly string[] {
  return fieldsOf(schema).map(
    ({ name, required, text, description }) =>
      `- \`${name}\`${required ? '' : ' (optional)'}: ${text}${description === '' ? '' : `. ${description}`}`,
  );
}

const spaced = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [...lines, '']);
