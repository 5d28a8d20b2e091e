/** Takes one call from the queue to its durable answer. A full disk delays the answer, it does not lose it. */
import { StoreUnavailable } from '../../../functions/ports/store-errors.ts';
import type { Timekeeper } from '../clock.ts';
import { Crashed } from '../faults.ts';
import type { Live } from './execution.ts';
import { type Invoke, type InvokeContext, perform } from './invoke.ts';
import type { Turn } from './queue.ts';
import { type Rows, Unreadable } from './rows.ts';
import type { Steps } from './steps.ts';
import { type Tokens, withToken } from './token.ts';

export type CallerOptions = {
  readonly rows: Rows;
  readonly steps: Steps;
  readonly tokens: Tokens;
  readonly clock: Timekeeper;
  readonly invoke: Invoke;
  readonly closed: () => boolean;
};

const PAUSE_AFTER_FAILURE = 1000;

export function openCaller({
  rows,
  steps,
  tokens,
  clock,
  invoke,
  closed,
}: CallerOptions): (turn: Turn, release: () => void) => Promise<void> {
  const call = async ({ execution, task }: Turn, release: () => void): Promise<void> => {
    const live = load(execution);
    if (live instanceof Unreadable) {
      await lastingly(() => steps.occur(execution, { type: 'stopped' }));
      return;
    }
    const wanted = live?.calls.find((each) => each.task === task);
    // Withdrawn since, or to be made by the process that opens the folder next.
    if (live === undefined || wanted === undefined || closed()) return;
    const { id } = live.state.start;
    const { state } = wanted;
    const token = wanted.token ? tokens.sign(execution, task) : undefined;
    const context: InvokeContext =
      token === undefined ? { execution: id, state, task } : { execution: id, state, task, token };
    const args = token === undefined ? wanted.arguments : withToken(wanted.arguments, id, task, token);
    const answer = await perform(wanted, args, context, invoke, release);
    const write = (): Promise<unknown> =>
      wanted.token && answer.type === 'task-succeeded'
        ? steps.receipt(execution, task)
        : steps.occur(execution, answer);
    await write().catch((error: unknown) => lastingly(write, error));
  };

  const load = (execution: number): Live | Unreadable | undefined => {
    try {
      return rows.load(execution);
    } catch (error) {
      if (error instanceof Unreadable) return error;
      throw error;
    }
  };

  /** `failed`: what the first attempt failed with, where there was one. */
  const lastingly = async (write: () => Promise<unknown>, failed?: unknown): Promise<void> => {
    for (let error = failed; ; ) {
      if (error !== undefined) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (closed()) return;
        await new Promise<void>((resolve) => void clock.at(clock.now() + PAUSE_AFTER_FAILURE, resolve));
      }
      try {
        await write();
        return;
      } catch (again) {
        error = again;
      }
    }
  };

  return async (turn, release) => {
    try {
      await call(turn, release);
    } catch (error) {
      // After a crash nothing may be said or done any more; the next start makes the call again.
      if (!(error instanceof Crashed)) throw error;
    }
  };
}
