/** Fifty thousand rows, killed on the way: every row counts once. */

import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { client, text } from '../api/product.ts';
import { sojourn, startDev } from './command.ts';

const ROWS = 50_000;
/** Every thousandth row is no address, every hundredth one came before. */
const REFUSED = ROWS / 1000;
const REPEATED = ROWS / 100 - REFUSED;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-resume-'));
  const file = createWriteStream(join(folder, 'people.csv'));
  file.write('Email Address,First Name,TAGS\n');
  for (let row = 0; row < ROWS; row += 1) {
    const email =
      row % 1000 === 999 ? 'nobody' : row % 100 === 99 ? `p${row - 1}@example.com` : `p${row}@example.com`;
    if (!file.write(`${email},"Name, ${row}",lead\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an import killed twice goes on where it was and counts every row once', async () => {
  const data = join(folder, 'data');
  let dev = await startDev(data);
  const file = join(folder, 'people.csv');
  const started = await sojourn([
    'import',
    file,
    '--list',
    'all',
    '--no-wait',
    '--json',
    '--url',
    dev.url,
    '--key',
    dev.key,
  ]);
  const id = text(JSON.parse(started.stdout), 'id');
  for (const mark of [5_000, 25_000]) {
    const call = client(dev.url, dev.key);
    const rows = await vi.waitUntil(
      async () => {
        const told = Number((await call('GET', `/v1/imports/${id}`)).body.rows);
        return told >= mark ? told : undefined;
      },
      { timeout: 50_000, interval: 50 },
    );
    expect(rows).toBeLessThan(ROWS);
    await dev.stop('SIGKILL');
    dev = await startDev(data);
    const after = (await client(dev.url, dev.key)('GET', `/v1/imports/${id}`)).body;
    // What was told was on disk.
    expect(Number(after.rows)).toBeGreaterThanOrEqual(rows);
  }
  const call = client(dev.url, dev.key);
  const job = await vi.waitUntil(
    async () => {
      const { body } = await call('GET', `/v1/imports/${id}`);
      return body.state === 'running' ? undefined : body;
    },
    { timeout: 50_000 },
  );
  expect(job).toMatchObject({
    state: 'done',
    rows: ROWS,
    created: ROWS - REFUSED - REPEATED,
    updated: REPEATED,
    refused: REFUSED,
    percent: 100,
  });
  const refused = await call('GET', `/v1/imports/${id}/refused`);
  expect(refused.text.trimEnd().split('\r\n').length - 1).toBe(REFUSED);
  const all = await call('GET', '/v1/contacts.ndjson');
  expect(all.text.trimEnd().split('\n').length).toBe(ROWS - REFUSED - REPEATED);
  expect(await dev.stop()).toBe(0);
}, 120_000);
