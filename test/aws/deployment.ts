/** `cdk deploy` of everything that the emulator holds, and the deployed HTTP API. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atMost } from './at-most.ts';
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

/** The emulator has no archives of buses, no CloudFront and no alarms on sums; everything else is deployed as on an account. */
export const WITHOUT = { archive: 'false', console: 'false', quotaAlarms: 'false' } as const;

const CONTEXT = Object.entries({
  ...WITHOUT,
  disposable: 'true',
  smsApplication: '0123456789abcdef0123456789abcdef',
  pushApplication: '0123456789abcdef0123456789abcdef',
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const APP = 'node infra/aws/app.ts';

/** Dozens of functions that start at once take longer than one may. */
const inTurn = atMost(8);

/** Where the outputs of the stacks stand once they are made: test files share one deployment. */
const outputsFile = (): string => join(process.env.SOJOURN_TEST_FOLDER ?? '', 'outputs.json');

export async function deploy(): Promise<Deployment> {
  if (!existsSync(outputsFile())) {
    const { region } = emulator();
    // Apart from the app, which it does not need.
    await inFolder((folder) => run(folder, 'cdk', ['bootstrap', `aws://000000000000/${region}`]));
    await cdk('deploy', APP, ['--all', '--outputs-file', outputsFile()]);
  }
  const { 'sojourn-data': data, 'sojourn-api': api }: Outputs = JSON.parse(
    readFileSync(outputsFile(), 'utf8'),
  );
  const [table, url] = [data?.TableName, api?.Url];
  if (table === undefined || url === undefined) throw new Error('the stacks gave no outputs');
  return {
    firstKey: async (tenant, sender) => {
      const given = ['infra/aws/first-key.ts', table, tenant, 'Acme', sender, 'Europe/Rome'];
      return (await run(ROOT, 'node', given)).stdout.trim();
    },
    call: (key, method, path, body, headers) =>
      inTurn(() => call(new URL(url).hostname.split('.')[0] ?? '', key, method, path, body, headers)),
    table,
  };
}

/** Deploys the functions once more, each with other code than it has. */
export const redeploy = (): Promise<unknown> =>
  cdk('deploy', 'node test/aws/changed-app.ts', ['sojourn-compute', '--exclusively']);

/** Everything goes, as it may where it was deployed as disposable. */
export const destroy = (): Promise<unknown> => cdk('destroy', APP, ['--all', '--force']);

function cdk(verb: 'deploy' | 'destroy', app: string, more: readonly string[]): Promise<unknown> {
  const deploying = ['--require-approval', 'never', '--method', 'direct'];
  return inFolder((folder) => {
    const given = [verb, '--app', app, ...more, ...CONTEXT, '--output', join(folder, 'out')];
    return run(ROOT, 'cdk', verb === 'deploy' ? [...given, ...deploying] : given);
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-deploy-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(cwd: string, command: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
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
  return exec(join(BIN, command), args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
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
