/** Files that are brought beforehand, where requests are bounded: asked for, brought, imported; and where they are not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { create as createApi } from '../../functions/handlers/api.ts';
import type { Files } from '../../functions/ports/files.ts';
import { openFiles } from '../../infra/local/files.ts';
import { parts } from '../import/files-contract.ts';
import { type Running, startProduct } from './product.ts';

let running: Running;
let ask: (method: string, path: string, body?: object, more?: object) => Promise<Response>;
let files: Files;
const offered = new Map<string, number>();
beforeAll(async () => {
  running = await startProduct();
  files = {
    ...openFiles(`${running.data}/brought`),
    direct: {
      offer: async (name, bytes) => {
        offered.set(name, bytes);
        return { url: `https://files.example/${name}`, expiresAt: '2026-01-01T00:00:00.000Z' };
      },
      link: () => Promise.reject(new Error('nothing is fetched here')),
    },
  };
  const api = createApi({ ...running.product.deps, files, wakeImporter: () => {}, wakeJobs: () => {} });
  ask = (method, path, body, more = {}) =>
    api(
      new Request(`https://api.example${path}`, {
        method,
        headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json', ...more },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
});
afterAll(() => running.close());

const fieldsOf = async (answer: Response): Promise<{ readonly [field: string]: unknown }> => answer.json();

test('a file is brought under an id, and imported by it', async () => {
  const offer = await ask('POST', '/v1/imports/uploads', { bytes: 19 });
  expect(offer.status).toBe(201);
  const { upload, url } = await fieldsOf(offer);
  const name = String(url).replace('https://files.example/', '');
  expect(offered.get(name)).toBe(19);
  expect(name).toMatch(new RegExp(`^\\w+/${upload}$`));
  const early = await ask('POST', `/v1/imports?format=csv&upload=${upload}`);
  expect(early.status).toBe(404);
  await files.write(name, parts('Email\nb@example.com'));
  const key = { 'idempotency-key': 'once' };
  const first = await ask('POST', `/v1/imports?format=csv&upload=${upload}`, undefined, key);
  expect(first.status).toBe(202);
  const job = await fieldsOf(first);
  expect(job).toMatchObject({ state: 'running', totalBytes: 19 });
  const again = await ask('POST', `/v1/imports?format=csv&upload=${upload}`, undefined, key);
  expect(await fieldsOf(again)).toEqual(job);
  expect(await files.size(name)).toBe(19);
});

test.each(['../u1', 'u1/../../x', 'other', 'u'])('%j is no upload', async (upload) => {
  const answer = await ask('POST', `/v1/imports?format=csv&upload=${encodeURIComponent(upload)}`);
  expect(answer.status).toBe(404);
});

test('where requests are not bounded, the answer says how to send the file', async () => {
  const answer = await running.call('POST', '/v1/imports/uploads', { bytes: 19 });
  expect(answer.status).toBe(409);
  expect(answer.body.detail).toContain('as the body of `POST /v1/imports`');
});
