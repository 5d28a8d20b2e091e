/** What a simulation or a backtest is made of, as plain data: it goes to threads, and comes from the command or the API. */
import type { ContactChange } from '../../../functions/domain/contact/change.ts';
import type { RecordedContact } from '../../../functions/domain/recording/export.ts';
import { type BacktestOrder, openBacktest } from '../../../functions/domain/simulation/backtest/backtest.ts';
import type { Difference } from '../../../functions/domain/simulation/backtest/compare.ts';
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

export type Work = Order | BacktestOrder;

/** Contacts of one piece of work: made up, by number from `from` up to but not including `to`, or given, or recorded. */
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

/** Work that was begun: counts, and what one piece finds contact by contact. */
export type Bench = { readonly tally: Tally; readonly work: (piece: Piece) => readonly Difference[] };

export function openWork(work: Work): Bench {
  if ('artifacts' in work) {
    const simulation = openSimulation(stageOf(work), work.setting);
    return {
      tally: simulation.tally,
      work: (piece) => {
        simulatePiece(simulation, piece);
        return [];
      },
    };
  }
  const { tally, play } = openBacktest(work);
  return {
    tally,
    work: (piece) => ('recorded' in piece ? piece.recorded.flatMap((one) => play(one) ?? []) : []),
  };
}

/** Counts of all threads are added to it. */
export const tallyOf = (work: Work): Tally =>
  openTally('artifacts' in work ? work.setting.start : work.start);

function simulatePiece(simulation: Simulation, piece: Piece): void {
  if ('recorded' in piece) return;
  if ('given' in piece) for (const { id, changes } of piece.given) simulation.given(id, changes);
  else for (let index = piece.from; index < piece.to; index += 1) simulation.made(index);
}
