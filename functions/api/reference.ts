/**
 * The reference page at /docs, as plain HTML without a script: it works offline, prints, needs no permission from a
 * content policy, and weighs what its words weigh. (Ready-made renderers start at 800 KB of JavaScript.)
 */
import type { OpenApi, Operation, Schema } from './openapi.ts';
import { PROBLEMS } from './problem.ts';
import { bodyOf, describe, fieldsOf, operationsOf, successOf } from './reading.ts';

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
nav { columns: 15rem; border-block: 1px solid var(--line); padding: .75rem 0; margin: 1rem 0 2rem; }
nav a { display: block; break-inside: avoid; overflow-wrap: anywhere; font-size: .875rem; }
section { border-top: 1px solid var(--line); padding-top: .25rem; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
h3 code b { display: inline-block; min-width: 4.2em; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .925rem; }
td, th { border-bottom: 1px solid var(--line); padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; }
a { color: inherit; }
`;

export function referencePage(document: OpenApi): string {
  const { tags, components, info } = document;
  const groups = tags.map(({ name }) => ({ name, operations: operationsOf(document, name) }));
  const index = groups.flatMap(({ operations }) =>
    operations.map(
      ({ method, path, operation }) =>
        `<a href="#${html(operation.operationId)}">${method} ${html(path)}</a>`,
    ),
  );
  const body = groups.map(
    ({ name, operations }) =>
      `<h2>${html(name)}</h2>${operations.map(({ method, path, operation }) => entry(method, path, operation)).join('')}`,
  );
  const shapes = Object.entries(components.schemas).map(
    ([name, schema]) => `<section id="shape-${html(name)}"><h3>${html(name)}</h3>${table(schema)}</section>`,
  );
  const problems = Object.entries(PROBLEMS).map(
    ([name, { status, title }]) =>
      `<tr id="problem-${name}"><td>${status}</td><td><code>${name}</code></td><td>${html(title)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sojourn: HTTP API</title><style>${STYLE}</style></head><body><h1>Sojourn: HTTP API</h1>
${info.description.split('\n\n').map(paragraph).join('')}
<p>As a document for tools: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
<nav aria-label="Routes">${index.join('')}</nav>${body.join('')}
<h2>Shapes</h2>${shapes.join('')}
<h2>Problems</h2><table><tr><th>status<th>type<th>title</tr>${problems.join('')}</table></body></html>`;
}

function entry(method: string, path: string, operation: Operation): string {
  const body = bodyOf(operation);
  const success = successOf(operation);
  const parameters = (operation.parameters ?? []).map(
    (each) =>
      `<tr><td><code>${html(each.name)}</code><td>${each.in}${each.required ? ', required' : ''}<td>${linked(each.schema)}<td>${inline(each.description ?? '')}</tr>`,
  );
  return `<section id="${html(operation.operationId)}"><h3><code><b>${method}</b> ${html(path)}</code></h3>
<p>${inline(operation.summary)}. ${inline(operation.description)}</p>
${parameters.length === 0 ? '' : `<table>${parameters.join('')}</table>`}
${body === undefined ? '' : `<p>Body (${html(body.types.join(', '))}): ${linked(body.schema)}</p>${table(body.schema)}`}
<p>Answer ${success.statuses.join(' or ')}${success.schema === undefined ? '' : ` (${html(success.type)}): ${linked(success.schema)}`}</p>
${success.schema === undefined ? '' : table(success.schema)}</section>`;
}

function table(schema: Schema): string {
  const rows = fieldsOf(schema).map(
    ({ name, required, text, description }) =>
      `<tr><td><code>${html(name)}</code>${required ? '' : ' <small>optional</small>'}<td>${html(text)}<td>${inline(description)}</tr>`,
  );
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
}

function linked(schema: Schema): string {
  const text = html(describe(schema));
  return typeof schema.$ref === 'string' ? `<a href="#shape-${text}">${text}</a>` : text;
}

const paragraph = (text: string): string => `<p>${inline(text)}</p>`;

function inline(text: string): string {
  return html(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
