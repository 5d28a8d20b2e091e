/** The real product in a process of its own, on a free port and an empty folder; and its API, to seed it as anybody would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');

export type Product = {
  readonly url: string;
  readonly key: string;
  /** Calls the API and gives the answer's JSON; anything but success throws with the problem's text. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  /** The same with YAML as the body. */
  readonly putYaml: (path: string, yaml: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startProduct(): Promise<Product> {
  const data = mkdtempSync(join(tmpdir(), 'sojourn-browser-'));
  const child = spawn(
    process.execPath,
    [join(root, 'bin/sojourn.cjs'), 'dev', '--json', '--port', '0', '--data', data],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const log: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(data, { recursive: true, force: true });
  };
  const { url, apiKey } = await ready(child.stdout, log).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const ask = async (method: string, path: string, type: string, body: string | undefined) => {
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': type },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return record(text === '' ? {} : JSON.parse(text));
  };
  return {
    url,
    key: apiKey,
    call: (method, path, body) =>
      ask(method, path, 'application/json', body === undefined ? undefined : JSON.stringify(body)),
    putYaml: async (path, yaml) => {
      await ask('PUT', path, 'text/yaml', yaml);
    },
    stop,
  };
}

/** The first line of its output says where it listens. */
async function ready(
  output: NodeJS.ReadableStream,
  log: readonly string[],
): Promise<{ readonly url: string; readonly apiKey: string }> {
  for await (const line of createInterface({ input: output })) {
    const { url, apiKey } = record(JSON.parse(line));
    if (typeof url === 'string' && typeof apiKey === 'string') return { url, apiKey };
    throw new Error(`The product's first line is not what it should be: ${line}`);
  }
  throw new Error(`The product ended before it was ready:\n${log.join('')}`);
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`Not an object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}
