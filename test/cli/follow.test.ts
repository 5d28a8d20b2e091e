/** Commands that wait for a job, before a product that is busy, restarting, or gone in the middle. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importCommand } from '../../infra/local/cli/import.ts';
import { listening } from '../adapters/listening.ts';
import { ROOT } from './command.ts';

const RUNNING = { id: 'i1', state: 'running', rows: 1, percent: 50 };
const DONE = { ...RUNNING, state: 'done', rows: 2, created: 2, percent: 100 };
const GONE = { title: 'There is no such thing here', detail: 'There is no import of that id.' };

type Told = readonly (readonly [status: number, body: object])[];

/** Imports a file into a product that takes it, and then says so about it, one answer after the other. */
async function imported(told: Told, ...flags: readonly string[]) {
  const left = [...told];
  const server = createServer((request, response) => {
    const [status, body] =
      request.method === 'POST' ? ([202, RUNNING] as const) : (left.shift() ?? [500, {}]);
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const { url, close } = await listening(server);
  let [stdout, stderr] = ['', ''];
  const io = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
  };
  const file = join(ROOT, 'examples/contacts/mailchimp.csv');
  const code = await importCommand([file, '--url', url, '--key', 'k', ...flags], io);
  await close();
  return { code, stdout, stderr, left: left.length };
}

test('a product that is busy or starts again is asked once more', async () => {
  const { code, stdout, left } = await imported([
    [200, RUNNING],
    [429, {}],
    [503, {}],
    [200, DONE],
  ]);
  expect([code, left]).toEqual([0, 0]);
  expect(stdout).toContain('Import done: 2 rows, 2 created');
});

test('a job that cannot be asked after is no success', async () => {
  const told: Told = [
    [200, RUNNING],
    [404, GONE],
  ];
  const { code, stdout, stderr } = await imported(told);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('cannot be asked after: There is no import of that id. (HTTP 404)');
  const json = await imported(told, '--json');
  expect([json.code, JSON.parse(json.stdout)]).toEqual([1, GONE]);
});
