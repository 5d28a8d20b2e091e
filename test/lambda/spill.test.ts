/** Answers too large for a Lambda lead to a file; all others go as they are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spill } from '../../functions/lambda/spill.ts';
import type { Files } from '../../functions/ports/files.ts';
import { openFiles } from '../../infra/local/files.ts';
import { readAll } from '../import/files-contract.ts';

let folder: string;
let files: Files;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-spill-'));
  files = {
    ...openFiles(folder),
    direct: {
      offer: () => Promise.reject(new Error('nothing is brought here')),
      link: async (name, { type, disposition }) =>
        `https://files.example/${name}?${new URLSearchParams({ type, disposition })}`,
    },
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ids = { random: () => 'abc' };
const headers = { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="contacts.csv"' };
const answering = (body: string, from: Files, method = 'GET', status = 200) =>
  spill(
    { files: from, ids },
    async () => new Response(body, { status, headers }),
  )(new Request('https://api.example/v1/contacts.csv', { method }));
const LARGE = 'é'.repeat(3 * 1024 * 1024);

test('a large answer is kept, and the answer leads there', async () => {
  const answer = await answering(LARGE, files);
  expect(answer.status).toBe(303);
  const location = new URL(answer.headers.get('location') ?? '');
  expect(location.pathname).toBe('/answers/abc');
  expect(Object.fromEntries(location.searchParams)).toEqual({
    type: 'text/csv',
    disposition: 'attachment; filename="contacts.csv"',
  });
  expect((await readAll(await files.read('answers/abc'))) === LARGE).toBe(true);
});

test.each([
  ['a small one', 'id\nada\n', 'GET', 200],
  ['an answer to a change', LARGE, 'POST', 200],
  ['a problem', LARGE, 'GET', 500],
])('%s goes as it is', async (_, body, method, status) => {
  const answer = await answering(body, files, method, status);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/csv']);
  expect((await answer.text()) === body).toBe(true);
  expect(await files.read('answers/abc')).toBeUndefined();
});

test('where nothing bounds answers, none is turned', async () => {
  const { direct: _direct, ...plain } = files;
  expect((await answering(LARGE, plain)).status).toBe(200);
});
