/** What came of one workflow test, and of a file of them. */
import { parseIn } from '../../time/local.ts';
import { isZone } from '../../time/zone.ts';
import type { Stage } from '../stage.ts';
import type { TestFile, WorkflowTest } from './format.ts';
import { type Failure, judge } from './judge.ts';
import { rehearse } from './rehearse.ts';
import { type Moments, Unclear } from './sentence.ts';

/** `unclear`: a sentence or a time that cannot be understood. A test without either passed. */
export type TestOutcome = {
  readonly name: string;
  readonly failures: readonly Failure[];
  readonly unclear?: string;
};

export type TestsReport = {
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly TestOutcome[];
};

const START = '2026-01-05T09:00';

/** When the file's tests begin, and in which zone; `undefined` when it says that wrongly. */
export function momentsOf({ zone = 'UTC', start = START }: TestFile): Moments | undefined {
  const begins = isZone(zone) ? parseIn(zone, start) : undefined;
  return begins === undefined ? undefined : { start: begins, zone };
}

/** @example playTest(setStage(artifacts, household, true), file, test, moments).failures */
export function playTest(stage: Stage, file: TestFile, test: WorkflowTest, moments: Moments): TestOutcome {
  try {
    return { name: test.name, failures: judge(stage, test, rehearse(stage, file, test, moments), moments) };
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    return { name: test.name, failures: [], unclear: error.message };
  }
}

export const hasPassed = ({ failures, unclear }: TestOutcome): boolean =>
  failures.length === 0 && unclear === undefined;

export function testsReport(tests: readonly TestOutcome[]): TestsReport {
  const passed = tests.filter(hasPassed).length;
  return { passed, failed: tests.length - passed, tests };
}
