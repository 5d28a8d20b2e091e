/**
 * `sojourn dev`, which is `npm start`: the whole product in this process. It listens first, since links in mail carry the
 * port, then opens the runtime on the data folder, and only then says that it is ready.
 */
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeDataFolder } from '../data-folder.ts';
import { announce, ensureLocalKey, LOCAL_TENANT, readConnection, withdraw } from '../local-key.ts';
import { listen } from '../server.ts';
import { FolderInUse } from '../store/open.ts';
import { failed } from './complain.ts';
import { lineLog } from './log.ts';
import { whenNpmIsGone } from './npm-parent.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn dev [--port N] [--host ADDRESS] [--data DIR] [--smtp URL] [--base-url URL] [--json]
  --port N       4400 unless said; 0 takes any that is free
  --host ADDRESS 127.0.0.1 unless said; anything else opens it to the network
  --data DIR     where everything is kept (.sojourn)
  --smtp URL     deliver mail to this server, as smtp://user:password@host:587, instead of the outbox
  --base-url URL where tracking links in mail lead, when the product stands behind another address
  --allow-webhook-host HOST:PORT  lets webhooks call this private address; may be given more than once
  --rate N       requests a second that a tenant may make (500), twice as many at once
  --issuer URL, --audience ID  people may come with tokens of this OpenID provider, for this client
  --json         one line of JSON on standard output once it is ready; everything else goes to standard error
`;

export type DevOptions = {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly json: boolean;
  readonly smtp: string | undefined;
  readonly baseUrl: string | undefined;
  readonly allowWebhookHosts: readonly string[];
  readonly rate: number;
  readonly people: { readonly issuer: string; readonly audience: string } | undefined;
};

/** Runs until SIGINT or SIGTERM. Exit status: 0 then, 1 when it could not start, 2 for a wrong call. */
export async function devCommand(argv: readonly string[], io: Io): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    return showUsage(argv, io, USAGE, options);
  }
  let ready = false;
  try {
    return await run(options, io, () => {
      ready = true;
    });
  } catch (error) {
    // A mistake of ours shows where it is; everything else is told in its own words.
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof ReferenceError)
      throw error;
    const what = ready ? 'stop in order' : 'start';
    return failed(io, `sojourn could not ${what}: ${error.message}`, options.json);
  }
}

async function run(options: DevOptions, io: Io, onReady: () => void): Promise<number> {
  const stopped = untilStopped();
  // Loaded here, so that a wrong call is answered at once.
  const { openProduct } = await import('../product.ts');
  const data = resolve(options.data);
  makeDataFolder(data);
  const server = await listen(options.port, options.host);
  try {
    const log = lineLog(io.stderr);
    // One thing that went wrong in the background must not take everybody else down; what it was at is on disk.
    process.on('unhandledRejection', (error) =>
      log.error('something failed in the background', {
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
    const baseUrl = options.baseUrl ?? server.url;
    const product = await whenFree(data, () => openProduct({ ...options, data, baseUrl, log }));
    try {
      const apiKey = await ensureLocalKey(product.deps, data);
      server.serve(product.handle);
      announce(data, server.url);
      onReady();
      tellReady(options, io, { url: server.url, apiKey, tenant: LOCAL_TENANT, data });
      await stopped;
      if (!options.json) io.stderr.write('\nStopping.\n');
      withdraw(data);
      await server.close();
    } finally {
      await product.close();
    }
  } finally {
    await server.close();
  }
  return 0;
}

const PATIENCE_MS = 5000;

/**
 * Whoever stops takes its address away first. So a folder in use without an address has an owner that is about to go (or
 * has just come), and a restart in a hurry need not fail.
 */
async function whenFree<T>(data: string, open: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; waited += 100) {
    try {
      return await open();
    } catch (error) {
      const mayEnd = error instanceof FolderInUse && readConnection(data).url === undefined;
      if (!mayEnd || waited >= PATIENCE_MS) throw error;
      await pause(100);
    }
  }
}

type Ready = {
  readonly url: string;
  readonly apiKey: string;
  readonly tenant: string;
  readonly data: string;
};

function tellReady({ json, host, smtp }: DevOptions, io: Io, ready: Ready): void {
  if (!['127.0.0.1', 'localhost', '::1'].includes(host)) {
    io.stderr.write(
      `Warning: ${host} is open to the network, without TLS. Put a proxy with TLS before it.\n`,
    );
  }
  if (json) {
    io.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  io.stdout.write(`
Sojourn runs at ${ready.url}

  Console   ${ready.url}/#key=${ready.apiKey}
  API key   ${ready.apiKey}
  API       ${ready.url}/docs
  Data      ${ready.data}
  Mail      ${smtp === undefined ? 'kept in the outbox, which the console shows' : 'delivered by the SMTP server'}

Next: npx sojourn publish examples/welcome.yaml --start
      npx sojourn import examples/contacts/mailchimp.csv --list newsletter --consent email:in

Ctrl-C stops it; nothing is lost.
`);
}

/** The first signal stops in order; Ctrl-C reaches this process and its parent alike, so a second one is no other wish. */
function untilStopped(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());
    // The command that started this process is gone, killed perhaps: nobody could stop this one any more.
    process.once('disconnect', () => stop());
    process.channel?.unref();
    whenNpmIsGone(process.env, () => stop());
  });
}

/** Options, or the complaint; '' asks for help. */
function readOptions(argv: readonly string[]): DevOptions | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '4400' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string', default: '.sojourn' },
        smtp: { type: 'string' },
        'base-url': { type: 'string' },
        'allow-webhook-host': { type: 'string', multiple: true, default: [] },
        rate: { type: 'string', default: '500' },
        issuer: { type: 'string' },
        audience: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return '';
    const port = Number(values.port);
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
      return `\`--port\` takes 0 to 65535, not \`${values.port}\`.`;
    const baseUrl = values['base-url']?.replace(/\/+$/, '');
    if (baseUrl !== undefined && !/^https?:\/\/[^/\s]+/.test(baseUrl)) {
      return '`--base-url` takes an address such as https://mail.example.com.';
    }
    if (values.smtp !== undefined && !/^smtps?:\/\/\S+$/.test(values.smtp)) {
      return '`--smtp` takes an address such as smtp://user:password@mail.example.com:587.';
    }
    const rate = Number(values.rate);
    if (!Number.isInteger(rate) || rate < 1)
      return `\`--rate\` takes a whole number of at least 1, not \`${values.rate}\`.`;
    const { host, data, json, smtp, issuer, audience } = values;
    if ((issuer === undefined) !== (audience === undefined))
      return '`--issuer` and `--audience` go together.';
    const people = issuer === undefined || audience === undefined ? undefined : { issuer, audience };
    const allowWebhookHosts = values['allow-webhook-host'];
    return { port, host, data, json, smtp, baseUrl, rate, people, allowWebhookHosts };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
