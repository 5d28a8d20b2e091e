/** `cdk deploy` of everything that the emulator holds, and the deployed HTTP API. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { emulator } from './emulator.ts';

const exec = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'node_modules', '.bin');

export type Answer = { readonly status: number; readonly body: string };

export type Deployment = {
  /** Makes a tenant and its first key, as an operator does. */
  readonly firstKey: (tenant: string, sender: string) => Promise<string>;
  readonly call: (
    key: string,
    method: string,
    path: string,
    body?: object | string,
    headers?: object,
  ) => Promise<Answer>;
  /** Name of the table. */
  readonly table: string;
};

type Outputs = { readonly [stack: string]: { readonly [name: string]: string } };

/** All but `operations`: the emulator knows no alarms on sums. */
const STACKS = ['data', 'events', 'channels', 'workflows', 'api', 'compute'].map((part) => `sojourn-${part}`);

/** The emulator has no archives of buses and no CloudFront; everything else is deployed as it would be on an account. */
const CONTEXT = [
  '-c',
  'disposable=true',
  '-c',
  'archive=false',
  '-c',
  'console=false',
  '-c',
  'smsApplication=0123456789abcdef0123456789abcdef',
];

export async function deploy(): Promise<Deployment> {
  const { endpoint, region } = emulator();
  const env = {
    ...process.env,
    PATH: `${BIN}:${process.env.PATH ?? ''}`,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    CDK_DISABLE_VERSION_CHECK: '1',
  };
  const run = (command: string, ...args: readonly string[]) =>
    exec(join(BIN, command), args, { cwd: ROOT, env });
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-deploy-'));
  try {
    const outputs = join(folder, 'outputs.json');
    await run(
      'cdk',
      'bootstrap',
      `aws://000000000000/${region}`,
      ...CONTEXT,
      '--output',
      join(folder, 'bootstrap'),
    );
    const quiet = ['--require-approval', 'never', '--method', 'direct', '--outputs-file', outputs];
    await run('cdk', 'deploy', ...STACKS, ...quiet, ...CONTEXT, '--output', join(folder, 'out'));
    const { 'sojourn-data': data, 'sojourn-api': api }: Outputs = JSON.parse(readFileSync(outputs, 'utf8'));
    const [table, url] = [data?.TableName, api?.Url];
    if (table === undefined || url === undefined) throw new Error('the stacks gave no outputs');
    return {
      firstKey: async (tenant, sender) => {
        const { stdout } = await run(
          'node',
          'infra/aws/first-key.ts',
          table,
          tenant,
          'Acme',
          sender,
          'Europe/Rome',
        );
        return stdout.trim();
      },
      call: (key, method, path, body, headers) =>
        call(new URL(url).hostname.split('.')[0] ?? '', key, method, path, body, headers),
      table,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The emulator knows an API by the name in `Host`, which `fetch` does not let us say. */
function call(
  api: string,
  key: string,
  method: string,
  path: string,
  body: object | string | undefined,
  more: object | undefined,
): Promise<Answer> {
  const { port } = new URL(emulator().endpoint);
  const type = typeof body === 'string' ? 'application/yaml' : 'application/json';
  const headers = {
    host: `${api}.execute-api.localhost:${port}`,
    ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
    ...more,
    ...(body === undefined ? {} : { 'content-type': type }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, timeout: 30_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}
