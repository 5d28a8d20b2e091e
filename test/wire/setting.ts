/**
 * A wire server on a port of its own under a clock that stands still, a client of AWS's SDK for it, and a Lambda: a server that
 * answers `Invoke` with what the test's functions give.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll } from 'vitest';
import { type ManualClock, manualClock } from '../../infra/local/clock.ts';
import { listen } from '../../infra/local/server.ts';
import { openWire, type WireOptions } from '../../infra/local/wire/wire.ts';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { listening } from '../adapters/listening.ts';

const root = mkdtempSync(join(tmpdir(), 'sojourn-wire-'));
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(root, { recursive: true, force: true });
});

export const newFolder = (): string => mkdtempSync(join(root, 'data-'));
export const START = Date.UTC(2026, 0, 5, 9);
export const ROLE = 'arn:aws:iam::000000000000:role/machines';

export type Setting = Partial<Omit<WireOptions, 'clock' | 'travel'>> & { readonly clock?: ManualClock };

export async function open(setting: Setting = {}) {
  const { folder = newFolder(), clock = manualClock(START), ...rest } = setting;
  const wire = await openWire({ folder, clock, travel: clock, random: () => 0.5, ...rest });
  const server = await listen(0, '127.0.0.1');
  server.serve(wire.handle);
  const client = new SFNClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    disableHostPrefix: true,
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    await server.close(0);
    await wire.close();
  };
  // What crashed has nothing left to close but its port.
  closing.push(rest.faults === undefined ? close : () => server.close(0));
  return {
    client,
    clock,
    url: server.url,
    idle: wire.idle,
    close,
    /** Lets time pass, stopping at every timer on the way. */
    pass: async (ms: number) => {
      const until = clock.now() + ms;
      await wire.idle();
      for (let due = wire.nextTimer(); due !== undefined && due <= until; due = wire.nextTimer()) {
        clock.advanceTo(due);
        await wire.idle();
      }
      clock.advanceTo(until);
      await wire.idle();
    },
  };
}

/** What a function throws: an error's name and its message. */
export class Thrown extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export type Functions = { readonly [name: string]: (payload: Json) => Json | Promise<Json> };

/** Where tasks find their functions from now on. */
export async function openLambda(functions: Functions): Promise<void> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const name = decodeURIComponent(/functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1] ?? '');
    const called = functions[name.split(':').at(-1) ?? ''];
    if (called === undefined) {
      response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' });
      response.end(JSON.stringify({ Message: `Function not found: ${name}` }));
      return;
    }
    try {
      response.end(JSON.stringify(await called(JSON.parse(Buffer.concat(chunks).toString()))));
    } catch (error) {
      const [errorType, errorMessage] = error instanceof Error ? [error.name, error.message] : ['Error', ''];
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
      response.end(JSON.stringify({ errorType, errorMessage, trace: [] }));
    }
  });
  const { url, close } = await listening(server);
  process.env.AWS_ENDPOINT_URL_LAMBDA = url;
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  closing.push(close);
}

/** A machine of these states, in JSONata. */
export const machine = (startAt: string, states: { readonly [name: string]: Json }): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: startAt, States: states });

export const waiting = (Seconds: number): string =>
  machine('wait', { wait: { Type: 'Wait', Seconds, End: true } });

export const calling = (name: string, more: { readonly [field: string]: Json } = {}): Json => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...(more.Next === undefined ? { End: true } : {}),
  ...more,
});
