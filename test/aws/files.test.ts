/** Files in the emulator's S3: the contract of every home, and links by which files come and go without us. */
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { s3 } from '../../functions/adapters/aws/clients.ts';
import { s3Files } from '../../functions/adapters/aws/files.ts';
import { filesContract, parts, readAll } from '../import/files-contract.ts';
import { emulator } from './emulator.ts';

const client = s3(emulator());
async function open() {
  const Bucket = `files-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  return s3Files(client, Bucket);
}

filesContract(open);

test('a file that was brought by a signed link is there', async () => {
  const files = await open();
  const offer = await files.direct?.offer('shop/u1', 7);
  expect(Date.parse(offer?.expiresAt ?? '')).toBeGreaterThan(Date.now());
  expect(offer?.url).toMatch(/X-Amz-SignedHeaders=content-length%3Bhost/);
  const put = await fetch(offer?.url ?? '', { method: 'PUT', body: 'one,two' });
  expect(put.status).toBe(200);
  expect(await readAll(await files.read('shop/u1'))).toBe('one,two');
});

test('a file is fetched by a signed link, under its name', async () => {
  const files = await open();
  await files.write('answers/1', parts('id\nada\n'));
  const as = { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="contacts.csv"' };
  const got = await fetch((await files.direct?.link('answers/1', as)) ?? '');
  expect(await got.text()).toBe('id\nada\n');
  expect(got.headers.get('content-disposition')).toContain('contacts.csv');
});
