/**
 * A task that is a state of an express machine. Executions start twice and late, so it asks the row before it does anything:
 * one that was started for another wake-up does nothing, one that comes to what is done already is told the answer again. What
 * a Standard machine would wait for in a state, the row waits for, and the execution ends.
 */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Deps } from '../../deps.ts';
import { crossing, Left, Throttled } from './errors.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { RunRow } from './row.ts';
import { Overtaken, settle, settleIn, toldAgain, type Work } from './settle.ts';
import { slowedDown } from './slowed-down.ts';
import { isAtWork, takeOver } from './wake.ts';

/** One turn, in either placement. */
export const settleTask = (deps: Deps, request: TaskRequest, work: Work, shared?: Ledger): Promise<Cursor> =>
  request.cursor.generation === undefined
    ? settle(deps, request, work)
    : settleOnce(deps, request, work, undefined, shared);

/**
 * One turn of an express machine. `late` is told of a row that this execution has nothing to say to. In a `shared` ledger, with
 * turns before and behind it, the turn may be kept.
 */
export function settleOnce(
  deps: Deps,
  request: TaskRequest,
  work: Work,
  late?: Late,
  shared?: Ledger,
): Promise<Cursor> {
  const { cursor } = request;
  return inExpress(
    deps,
    request,
    async (ledger) => {
      for (;;) {
        const row = await atWork(ledger, cursor);
        const told = toldAgain(row, cursor);
        if (told !== undefined) return told;
        const link = { first: cursor.turn, at: '0', generation: row.generation };
        try {
          return await settleIn(deps, ledger, request, work, link, shared !== undefined);
        } catch (error) {
          if (!(error instanceof Overtaken)) throw error;
        }
      }
    },
    late,
    shared,
  );
}

type Late = (row: RunRow) => Promise<void>;

/**
 * Several turns of one call, by the caller's `work`; whatever it is overtaken by, it ends quietly. A `shared` ledger is settled
 * by whose it is.
 */
export function inExpress(
  deps: Deps,
  request: TaskRequest,
  work: (ledger: Ledger) => Promise<Cursor>,
  late: Late = async () => {},
  shared?: Ledger,
): Promise<Cursor> {
  const { cursor } = request;
  return crossing(async () => {
    const ledger = shared ?? openLedger(deps, cursor);
    try {
      const { row } = await ledger.look();
      if (ledger.lost() > 0) throw new Overtaken();
      takeOver(ledger, row, cursor, deps.clock.now());
      return await work(ledger).catch((error: unknown) => {
        if (error instanceof Throttled) return putOff(deps, ledger, request, error);
        throw error;
      });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      await late((await ledger.look()).row);
      throw new Left('the run waits, or another execution has it');
    } finally {
      if (shared === undefined) await ledger.settle();
    }
  });
}

/** The row, if this execution is the one that it waits for; throws `Overtaken` if not. */
export async function atWork(ledger: Ledger, { generation }: Cursor): Promise<RunRow> {
  const { row } = await ledger.look();
  if (!isAtWork(row, generation)) throw new Overtaken();
  return row;
}

/** The first task of a call is the one that may be asked to slow down; throws `Deferred`, which ends the execution. */
async function putOff(deps: Deps, ledger: Ledger, request: TaskRequest, asked: Throttled): Promise<Cursor> {
  const { generation } = await atWork(ledger, request.cursor);
  const link = { first: request.cursor.turn, at: '0', generation };
  return settleIn(deps, ledger, request, async (frame) => slowedDown(frame, asked), link);
}
