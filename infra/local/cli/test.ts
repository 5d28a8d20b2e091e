/** `sojourn test FILE…`: workflow tests, played by the simulator; what differs is shown as a diff in the words of the test. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  hasPassed,
  momentsOf,
  playTest,
  type TestOutcome,
} from '../../../functions/domain/simulation/rehearsal/outcome.ts';
import { readTests } from '../../../functions/domain/simulation/rehearsal/read-tests.ts';
import { setStage } from '../../../functions/domain/simulation/stage.ts';
import { compileFiles, householdOf } from '../simulator/workflows.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn test FILE… [--json]
  Each FILE is a YAML file of workflow tests; docs/simulation.md says how to write one.
`;

type Played =
  | { readonly file: string; readonly tests: readonly TestOutcome[] }
  | { readonly file: string; readonly problem: string };

/** Exit status: 0 when all pass, 1 when one fails, 2 when a file cannot be carried out. */
export async function testCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined || asked.files.length === 0) {
    return showUsage(argv, io, USAGE);
  }
  const played: Played[] = [];
  for (const file of asked.files) played.push(await play(file));
  io.stdout.write(asked.json ? `${JSON.stringify(played, null, 2)}\n` : played.map(print).join(''));
  const tests = played.flatMap((one) => ('tests' in one ? one.tests : []));
  const failed = tests.filter((test) => !hasPassed(test));
  io.stderr.write(`${tests.length - failed.length} passed, ${failed.length} failed\n`);
  if (played.some((one) => 'problem' in one) || failed.some(({ unclear }) => unclear !== undefined)) return 2;
  return failed.length > 0 ? 1 : 0;
}

async function play(file: string): Promise<Played> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { file, problem: `Cannot read it: ${error instanceof Error ? error.message : String(error)}` };
  }
  const read = readTests(text);
  if (!read.ok) return { file, problem: read.problems.join('\n') };
  const tests = read.file;
  const moments = momentsOf(tests);
  if (moments === undefined) return { file, problem: 'its `zone` or `start` cannot be read' };
  const workflows = [tests.workflow].flat().map((one) => resolve(dirname(file), one));
  const compiled = await compileFiles(workflows, true);
  if (!compiled.ok) return { file, problem: compiled.findings.trimEnd() };
  const { caps } = tests;
  const household = { ...householdOf(moments.zone), ...(caps === undefined ? {} : { caps }) };
  const stage = setStage(compiled.artifacts, household, true);
  return { file, tests: tests.tests.map((test) => playTest(stage, tests, test, moments)) };
}

function print(played: Played): string {
  if ('problem' in played) return `${played.file}\n${indented(played.problem, 2)}\n`;
  return `${played.file}\n${played.tests.map(printTest).join('')}`;
}

function printTest({ name, failures, unclear }: TestOutcome): string {
  if (unclear !== undefined) return `  ? ${name}\n${indented(unclear, 6)}\n`;
  if (failures.length === 0) return `  ✓ ${name}\n`;
  const shown = failures.map(
    ({ about, lines }) => `    ${about}\n${lines.map(({ sign, text }) => `    ${sign} ${text}\n`).join('')}`,
  );
  return `  ✗ ${name}   (- expected, + happened)\n${shown.join('')}`;
}

const indented = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n');

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    json: { type: 'boolean', default: false },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  return { files: positionals, ...values };
}
