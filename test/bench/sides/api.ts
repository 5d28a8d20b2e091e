/**
 * A server under requests: the whole product over HTTP, or a bare server of Node that parses the same JSON and answers as much.
 * Only the server's processor time counts; who asks is another process.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { FROM_API } from '../../../functions/domain/contact/cause.ts';
import { upsertContact } from '../../../functions/domain/contact/upsert.ts';
import { createKey } from '../../../functions/domain/tenant/api-key.ts';
import { openProduct } from '../../../infra/local/product.ts';
import { listen } from '../../../infra/local/server.ts';
import { type Asked, type Calls, PEOPLE } from '../api-client.ts';
import { contactId, openBench } from '../bench-tenant.ts';
import { fillRuns } from '../fill-runs.ts';
import type { Measure } from '../in-turn.ts';

export type Load = {
  readonly server: 'product' | 'bare';
  readonly what: Asked;
  readonly requests: number;
  /** Runs that are there already. */
  readonly runs: number;
};
export type Served = { readonly perCpuSecond: number; readonly perSecond: number };

type Running = { readonly url: string; readonly key: string; readonly settled: () => Promise<void> };

export const measure: Measure<Load, Served> = async (load, folder) => {
  const running = load.server === 'product' ? await product(load, folder) : await bare(load.what);
  const warm = Math.ceil(load.requests / 5);
  const calls = { url: running.url, key: running.key, what: load.what };
  await ask({ ...calls, requests: warm, from: 0 });
  await running.settled();
  const before = process.cpuUsage();
  const began = performance.now();
  await ask({ ...calls, requests: load.requests, from: warm });
  const seconds = (performance.now() - began) / 1000;
  await running.settled();
  const { user, system } = process.cpuUsage(before);
  return { perCpuSecond: load.requests / ((user + system) / 1e6), perSecond: load.requests / seconds };
};

async function ask(calls: Calls): Promise<void> {
  const child = fork(join(import.meta.dirname, '../api-client.ts'), [JSON.stringify(calls)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let done = false;
  child.on('message', () => {
    done = true;
  });
  await once(child, 'exit');
  if (!done) throw new Error('not every request was answered');
}

async function product({ runs }: Load, data: string): Promise<Running> {
  const server = await listen(0, '127.0.0.1');
  const quiet = { info: () => {}, warn: () => {}, error: console.error };
  const { deps, handle, idle } = await openProduct({
    ...{ data, baseUrl: server.url, smtp: undefined, allowWebhookHosts: [], log: quiet },
    rate: 1e9,
  });
  const tenant = await openBench(deps);
  const { key } = await createKey(deps, tenant, 'operator', 'bench');
  for (let index = 0; index < PEOPLE; index += 1)
    await upsertContact(deps, tenant, { id: contactId(index) }, [{ do: 'add-tag', tag: 'known' }], FROM_API);
  await fillRuns(deps, tenant, runs);
  await idle();
  server.serve(handle);
  return { url: server.url, key, settled: idle };
}

/** As many runs as a page of the product's list, as large. */
const PAGE = Array.from({ length: 50 }, (_, index) => ({
  run: `c${index}.0123456789ab`,
  ...{ contact: `c${index}`, workflow: 'carry', version: 1, state: 'waiting', step: 'pause', turn: 1 },
  ...{ startedAt: new Date(0).toISOString(), updatedAt: new Date(0).toISOString() },
  wait: { kind: 'time', until: new Date(0).toISOString() },
  event: {
    id: `e${index}`,
    type: 'external.occurred',
    at: new Date(0).toISOString(),
    properties: { name: 'start' },
  },
}));

async function bare(what: Asked): Promise<Running> {
  const answerTo = (text: string): unknown => {
    if (what === 'runs') return { items: PAGE };
    const body: { readonly id?: string } = JSON.parse(text);
    return what === 'contact' ? body : { accepted: [{ id: body.id, contact: 'c1', known: false }] };
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = JSON.stringify(answerTo(Buffer.concat(parts).toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, key: 'sk_bench', settled: async () => {} };
}
