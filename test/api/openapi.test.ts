import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { referenceMarkdown } from '../../functions/api/markdown.ts';
import { openApi } from '../../functions/api/openapi.ts';
import { referencePage } from '../../functions/api/reference.ts';
import { routes } from '../../functions/api/routes.ts';

const document = openApi(routes);
const text = JSON.stringify(document);

test('every route is in the document, under its method', () => {
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted());
});

test('every reference leads somewhere', () => {
  const names = [...text.matchAll(/"\$ref":"#\/components\/(schemas|responses)\/(\w+)"/g)];
  expect(names.length).toBeGreaterThan(20);
  const responses = document.components.responses;
  for (const [, kind, name = ''] of names) {
    const known =
      kind === 'schemas' ? Object.keys(document.components.schemas) : Object.keys(Object(responses));
    expect(known).toContain(name);
  }
});

test('operation ids are unique', () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('the parameters in a path are exactly those declared', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(methods)) {
      expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(inPath);
    }
  }
});

test('every change takes an Idempotency-Key', () => {
  for (const methods of Object.values(document.paths)) {
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      const takes = parameters.some(({ name }) => name === 'Idempotency-Key');
      expect(takes).toBe(['post', 'put', 'patch'].includes(method));
    }
  }
});

test('the document says of an Idempotency-Key what is asked of one', () => {
  const schema = document.paths['/v1/contacts']?.post?.parameters?.find(
    ({ name }) => name === 'Idempotency-Key',
  );
  const pattern = new RegExp(String(schema?.schema.pattern));
  expect(pattern.test('order-17/a')).toBe(true);
  for (const bad of ['', 'two words', 'tab\t', 'ä']) expect(pattern.test(bad)).toBe(false);
});

test('the same routes give the same bytes', () => {
  expect(JSON.stringify(openApi(routes))).toBe(text);
});

test('the page and the Markdown name every route', () => {
  const page = referencePage(document);
  const markdown = referenceMarkdown(document);
  for (const { method, path } of routes) {
    expect(page).toContain(`<b>${method}</b> ${path}`);
    expect(markdown).toContain(`\`${method} ${path}\``);
  }
  expect(page).not.toContain('<script');
});

// Rewritten by UPDATE_GOLDEN=1.
test('docs/api.md is what the routes say', () => {
  const file = join(import.meta.dirname, '../../docs/api.md');
  const now = referenceMarkdown(document);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, now);
  expect(readFileSync(file, 'utf8')).toBe(now);
});
