// `sojourn asl run`: executes a machine in Amazon States Language with the interpreter, one file or a batch of lines.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { isJsonObject, type Json, parseJson } from '../../../workflow-compiler/interpreter/json.ts';
import type { Evaluator } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';
import { loadMachine, MachineRefused } from '../../../workflow-compiler/interpreter/machine.ts';
import { isLarger } from '../../../workflow-compiler/interpreter/size.ts';
import { boundedEvaluator } from '../evaluator/bounded.ts';
import { MockMissing, type MockOutcome, type Mocks, simulate } from './asl-simulate.ts';
import { showUsage } from './usage.ts';

type Setting = { readonly now: number; readonly evaluate: Evaluator };
type Io = { readonly stdin: Readable; readonly stdout: Writable; readonly stderr: Writable };

const USAGE = `Usage: sojourn asl run FILE [--input JSON|@file] [--mocks FILE] [--now TIMESTAMP] [--json]
       sojourn asl run --batch [--now TIMESTAMP]   one {"id","definition","input","mocks"} a line on standard input
`;
// A batch begins at a fixed instant, so that its output is the same tomorrow.
const BATCH_START = Date.UTC(2025, 0, 1);

/**
 * Runs the command and gives its exit code: 0 if it did its work, 1 if the execution (of one file) did not succeed,
 * 2 for a wrong call.
 */
export async function aslCommand(argv: readonly string[], io: Io): Promise<number> {
  const { evaluate, close } = boundedEvaluator();
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        batch: { type: 'boolean' },
        json: { type: 'boolean', default: false },
        input: { type: 'string' },
        mocks: { type: 'string' },
        now: { type: 'string' },
      },
    });
    const [verb, file] = positionals;
    const now = values.now === undefined ? undefined : Date.parse(values.now);
    if (verb !== 'run' || Number.isNaN(now)) throw new Misuse();
    if (values.batch === true) return await runBatch(io, { now: now ?? BATCH_START, evaluate });
    if (file === undefined) throw new Misuse();
    const line = {
      definition: parseJson(await readFile(file, 'utf8')),
      input: await inputOf(values.input),
      mocks: values.mocks === undefined ? {} : parseJson(await readFile(values.mocks, 'utf8')),
    };
    const result = await runLine(line, { now: now ?? Date.now(), evaluate });
    io.stdout.write(`${JSON.stringify(result, null, values.json ? undefined : 2)}\n`);
    return result.status === 'SUCCEEDED' ? 0 : 1;
  } catch (error) {
    // Whoever reads has read enough (`| head`).
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0;
    return showUsage(argv, io, USAGE, error instanceof Misuse ? undefined : messageOf(error));
  } finally {
    await close();
  }
}

class Misuse extends Error {
  override name = 'Misuse';
}

async function inputOf(given: string | undefined): Promise<Json> {
  if (given === undefined) return {};
  return parseJson(given.startsWith('@') ? await readFile(given.slice(1), 'utf8') : given);
}

async function runBatch(io: Io, setting: Setting): Promise<number> {
  for await (const text of createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    // A byte order mark, which some editors put at the beginning, is no part of the line.
    const line = text.replace(/^\uFEFF/, '');
    if (line.trim() === '') continue;
    const roomy = io.stdout.write(`${JSON.stringify(await runText(line, setting))}\n`);
    if (!roomy) await once(io.stdout, 'drain');
  }
  return 0;
}

async function runText(text: string, setting: Setting): Promise<{ readonly [key: string]: Json }> {
  try {
    return await runLine(parseJson(text), setting);
  } catch (error) {
    return { id: null, status: 'REFUSED', error: 'InvalidLine', cause: messageOf(error) };
  }
}

/** Never throws for what a line holds: a line that cannot be run is REFUSED, with the reason. */
async function runLine(line: Json, setting: Setting): Promise<{ readonly [key: string]: Json }> {
  const id = isJsonObject(line) ? { id: line.id ?? null } : { id: null };
  try {
    if (!isJsonObject(line)) throw new Error('A line is a JSON object.');
    const definition = line.definition;
    const machine = loadMachine(
      typeof definition === 'string' ? definition : JSON.stringify(definition ?? null),
    );
    const { input = {} } = line;
    if (isLarger(input)) throw new Error('An execution is started with at most 262,144 bytes of input.');
    return { ...id, ...(await simulate(machine, input, mocksOf(line.mocks), setting)) };
  } catch (error) {
    const name = error instanceof MachineRefused || error instanceof MockMissing ? error.name : 'InvalidLine';
    return { ...id, status: 'REFUSED', error: name, cause: messageOf(error) };
  }
}

function mocksOf(value: Json | undefined): Mocks {
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw new Error('`mocks` must be an object of lists.');
  const mocks: Record<string, readonly MockOutcome[]> = {};
  for (const [state, outcomes] of Object.entries(value)) {
    if (!Array.isArray(outcomes)) throw new Error(`The mocks of \`${state}\` must be a list.`);
    mocks[state] = outcomes.map((outcome: Json) => outcomeOf(outcome, state));
  }
  return mocks;
}

function outcomeOf(value: Json, state: string): MockOutcome {
  if (isJsonObject(value)) {
    const { result, error, cause } = value;
    if (result !== undefined) return { result };
    const named = typeof error === 'string' ? error : '';
    // A failure may have no name, or no cause.
    if (error === null || cause !== undefined || typeof error === 'string') {
      return cause === undefined ? { error: named } : { error: named, cause };
    }
  }
  throw new Error(`A mock of \`${state}\` has neither \`result\` nor \`error\`.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
