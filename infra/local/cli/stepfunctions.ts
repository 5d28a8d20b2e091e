/**
 * `sojourn stepfunctions`: a Step Functions of one's own, on one address. It runs any machine in JSONata that the interpreter
 * runs, for the AWS CLI, the SDKs and deployed Lambdas that are told of the address.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { manualClock, systemClock, type Timekeeper } from '../clock.ts';
import { makeDataFolder } from '../data-folder.ts';
import { listen } from '../server.ts';
import { durationOf, fastClock } from '../wire/clock.ts';
import { type Mocks, noMocks, readMocks } from '../wire/mocks.ts';
import type { Travel } from '../wire/travel.ts';
import { failed } from './complain.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn stepfunctions [--port N] [--host ADDRESS] [--data DIR] [options]
  --port N       8083 unless said; 0 takes any that is free
  --host ADDRESS 127.0.0.1 unless said. Nobody is asked who they are: open it to no network that you do not trust
  --data DIR     keeps machines and executions there, across restarts and crashes; without it they go with the process
  --region NAME  of all ARNs (us-east-1)
  --account ID   of all ARNs (000000000000)
  --mocks FILE   outcomes of task states: {"machine": {"state": [{"result": …}, {"error": …, "cause": …}]}}
  --day TIME     how long a day of the machines takes: 5s, 200ms, 1m
  --at TIMESTAMP a clock that stands there until \`POST /clock {"to": TIMESTAMP}\` moves it
  --json         one line of JSON on standard output once it is ready

Lambda functions and other services are called where the environment says: AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL,
AWS_REGION and credentials, as AWS's SDK for JavaScript reads them.
`;

type Time = { readonly clock: Timekeeper; readonly travel?: Travel };

type Options = {
  readonly port: number;
  readonly host: string;
  readonly data: string | undefined;
  readonly region: string;
  readonly account: string;
  readonly mocks: Mocks;
  readonly time: Time;
  readonly json: boolean;
};

/** Runs until SIGINT or SIGTERM. Exit status: 0 then, 1 when it could not start, 2 for a wrong call. */
export async function stepfunctionsCommand(argv: readonly string[], io: Io): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    return showUsage(argv, io, USAGE, options);
  }
  try {
    await run(options, io);
    return 0;
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof ReferenceError)
      throw error;
    return failed(io, `The server could not start: ${error.message}`, options.json);
  }
}

async function run(options: Options, io: Io): Promise<void> {
  const { port, host, data, region, account, mocks, time, json } = options;
  const stopped = untilStopped();
  const { openWire } = await import('../wire/wire.ts');
  const folder = data === undefined ? mkdtempSync(join(tmpdir(), 'sojourn-sfn-')) : resolve(data);
  makeDataFolder(folder);
  try {
    const server = await listen(port, host);
    try {
      const wire = await openWire({ folder, region, account, mocks, ...time });
      server.serve(wire.handle);
      const ready = { url: server.url, region, account, ...(data === undefined ? {} : { data: folder }) };
      io.stdout.write(json ? `${JSON.stringify(ready)}\n` : words(ready));
      await stopped;
      await server.close(0);
      await wire.close();
    } finally {
      await server.close(0);
    }
  } finally {
    if (data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

const words = ({ url, data }: { readonly url: string; readonly data?: string }): string => `
Step Functions at ${url}

  aws stepfunctions list-state-machines --endpoint-url ${url}
  export AWS_ENDPOINT_URL_SFN=${url}
  Kept in ${data ?? 'memory and a temporary folder: gone with this process'}

Ctrl-C stops it.
`;

function untilStopped(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());
    process.once('disconnect', () => stop());
    process.channel?.unref();
  });
}

/** Options, or the complaint. */
function readOptions(argv: readonly string[]): Options | string {
  const read = readFlags(argv, {
    port: { type: 'string', default: '8083' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string' },
    region: { type: 'string', default: 'us-east-1' },
    account: { type: 'string', default: '000000000000' },
    mocks: { type: 'string' },
    day: { type: 'string' },
    at: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (read === undefined || read.positionals.length > 0) return 'That is no call of this command.';
  const { host, data, region, account, json, ...values } = read.values;
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    return `\`--port\` takes 0 to 65535, not \`${values.port}\`.`;
  if (!/^\d{12}$/.test(account)) return `\`--account\` takes twelve digits, not \`${account}\`.`;
  const time = timeOf(values.day, values.at);
  if (typeof time === 'string') return time;
  const mocks = mocksIn(values.mocks);
  if (typeof mocks === 'string') return mocks;
  return { port, host, data, region, account, json, mocks, time };
}

function timeOf(day: string | undefined, at: string | undefined): Time | string {
  if (day !== undefined && at !== undefined) return '`--day` and `--at` are two different clocks.';
  if (at !== undefined) {
    const moment = Date.parse(at);
    if (Number.isNaN(moment)) return `\`--at\` takes a moment such as 2026-03-02T09:00:00Z, not \`${at}\`.`;
    const clock = manualClock(moment);
    return { clock, travel: clock };
  }
  if (day === undefined) return { clock: systemClock() };
  const length = durationOf(day);
  return length === undefined
    ? `\`--day\` takes a time such as 5s, not \`${day}\`.`
    : { clock: fastClock(length) };
}

function mocksIn(file: string | undefined): Mocks | string {
  if (file === undefined) return noMocks;
  try {
    return readMocks(readFileSync(file, 'utf8'));
  } catch (error) {
    return `The mocks cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
