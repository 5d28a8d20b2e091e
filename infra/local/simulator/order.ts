/** What a simulation, a backtest or a file of tests is made of, as plain data: it goes to threads, and comes from the command or the API. */
import type { ContactChange } from '../../../functions/domain/contact/change.ts';
import type { RecordedContact } from '../../../functions/domain/recording/export.ts';
import { type BacktestOrder, openBacktest } from '../../../functions/domain/simulation/backtest/backtest.ts';
import type { Difference } from '../../../functions/domain/simulation/backtest/compare.ts';
import type { TestFile } from '../../../functions/domain/simulation/rehearsal/format.ts';
import { playTest, type TestOutcome } from '../../../functions/domain/simulation/rehearsal/outcome.ts';
import type { Moments } from '../../../functions/domain/simulation/rehearsal/sentence.ts';
import {
  openSimulation,
  type Setting,
  type Simulation,
} from '../../../functions/domain/simulation/simulate.ts';
import {
  type Household,
  type Playable,
  type Stage,
  setStage,
} from '../../../functions/domain/simulation/stage.ts';
import { openTally, type Tally } from '../../../functions/domain/simulation/tally.ts';

export type Order = {
  readonly artifacts: readonly Playable[];
  readonly household: Household;
  readonly setting: Setting;
  readonly render: boolean;
};

/** Tests of a file, whose messages are rendered. */
export type TestsOrder = {
  readonly artifacts: readonly Playable[];
  readonly household: Household;
  readonly file: TestFile;
  readonly moments: Moments;
};

export type Work = Order | BacktestOrder | TestsOrder;

/** What a piece finds one by one, beside what it counts. */
export type Found = { readonly difference: Difference } | { readonly outcome: TestOutcome };

/** One piece of work: contacts that are made up, or tests, by number from `from` up to but not including `to`; contacts that are given, or recorded. */
export type Piece =
  | { readonly from: number; readonly to: number }
  | { readonly given: readonly GivenContact[] }
  | { readonly recorded: readonly RecordedContact[] };

export type GivenContact = { readonly id: string; readonly changes: readonly ContactChange[] };

export function sizeOf(piece: Piece): number {
  if ('given' in piece) return piece.given.length;
  return 'recorded' in piece ? piece.recorded.length : piece.to - piece.from;
}

export const stageOf = ({ artifacts, household, render }: Order): Stage =>
  setStage(artifacts, household, render);

/** Work that was begun. */
export type Bench = { readonly tally: Tally; readonly work: (piece: Piece) => readonly Found[] };

export function openWork(work: Work): Bench {
  if ('old' in work) {
    const { tally, play } = openBacktest(work);
    const playAll = (recorded: readonly RecordedContact[]): readonly Found[] =>
      recorded.flatMap((one) => {
        const difference = play(one);
        return difference === undefined ? [] : [{ difference }];
      });
    return { tally, work: (piece) => ('recorded' in piece ? playAll(piece.recorded) : []) };
  }
  if ('file' in work) {
    const { artifacts, household, file, moments } = work;
    const stage = setStage(artifacts, household, true);
    const play = (from: number, to: number): readonly Found[] =>
      file.tests.slice(from, to).map((test) => ({ outcome: playTest(stage, file, test, moments) }));
    return { tally: tallyOf(work), work: (piece) => ('from' in piece ? play(piece.from, piece.to) : []) };
  }
  const simulation = openSimulation(stageOf(work), work.setting);
  return {
    tally: simulation.tally,
    work: (piece) => {
      simulatePiece(simulation, piece);
      return [];
    },
  };
}

/** Counts of all threads are added to it. */
export function tallyOf(work: Work): Tally {
  if ('old' in work) return openTally(work.start);
  return openTally('file' in work ? work.moments.start : work.setting.start);
}

function simulatePiece(simulation: Simulation, piece: Piece): void {
  if ('recorded' in piece) return;
  if ('given' in piece) for (const { id, changes } of piece.given) simulation.given(id, changes);
  else for (let index = piece.from; index < piece.to; index += 1) simulation.made(index);
}
