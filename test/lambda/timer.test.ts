/** The Lambda `timer`: a timer rings by itself, and from the queue of those that were not heard, in either form. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { timerOrLate } from '../../functions/lambda/timer.ts';
import { openRuntime } from '../../infra/local/runtime.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';
import { queued } from './queued.ts';

const record = (messageId: string, body: JsonObject) => queued(messageId, JSON.stringify(body));

test('what cannot be heard now is told again; what is heard is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-timer-'));
  const runtime = await openRuntime({ dir: folder, still: true });
  const { deps } = runtime;
  const asked: string[] = [];
  const get: typeof deps.store.get = async (key) => {
    asked.push(key.pk);
    if (key.pk.endsWith('|broken')) throw new Error('the table does not answer');
    return deps.store.get(key);
  };
  const timer = timerOrLate({ ...deps, store: { ...deps.store, get } });
  const of = (contact: string) => ({
    tenant: 'acme',
    contact,
    run: `${contact}.1`,
    at: '2026-01-01T00:00:00.000Z',
  });
  expect(await timer(of('ada'))).toBeUndefined();
  await expect(timer(of('broken'))).rejects.toThrow('the table does not answer');
  const Records = [
    record('by-the-scheduler', of('bea')),
    record('by-lambda', { version: '1.0', requestPayload: of('cyd'), responsePayload: {} }),
    record('again', of('broken')),
    record('nonsense', { requestPayload: {} }),
  ];
  expect(await timer({ Records })).toEqual({
    batchItemFailures: [{ itemIdentifier: 'again' }, { itemIdentifier: 'nonsense' }],
  });
  expect(new Set(asked)).toEqual(
    new Set(['ada', 'broken', 'bea', 'cyd'].map((name) => `acme|contact|${name}`)),
  );
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});
