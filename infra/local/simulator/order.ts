/** What a simulation is made of, as plain data: it goes to threads, and comes from the command or the API. */
import type { ContactChange } from '../../../functions/domain/contact/change.ts';
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

export type Order = {
  readonly artifacts: readonly Playable[];
  readonly household: Household;
  readonly setting: Setting;
  readonly render: boolean;
};

/** Contacts of one piece of work: made up, by number from `from` up to but not including `to`, or given. */
export type Piece =
  | { readonly from: number; readonly to: number }
  | { readonly given: readonly GivenContact[] };

export type GivenContact = { readonly id: string; readonly changes: readonly ContactChange[] };

export const sizeOf = (piece: Piece): number =>
  'given' in piece ? piece.given.length : piece.to - piece.from;

export const stageOf = ({ artifacts, household, render }: Order): Stage =>
  setStage(artifacts, household, render);

export const openOrder = (order: Order): Simulation => openSimulation(stageOf(order), order.setting);

export function simulatePiece(simulation: Simulation, piece: Piece): void {
  if ('given' in piece) for (const { id, changes } of piece.given) simulation.given(id, changes);
  else for (let index = piece.from; index < piece.to; index += 1) simulation.made(index);
}
