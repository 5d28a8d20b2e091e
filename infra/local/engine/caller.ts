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
    const live = await readable(execution);
    const wanted = live?.calls.find((each) => each.task === task);
    // Withdrawn since, or to be made by the process that opens the folder next.
    if (live === undefined || wanted === undefined || closed()) return;
    const { id } = live.state.start;
    const token = wanted.token ? tokens.sign(execution, task) : undefined;
    const context: InvokeContext = {
      execution: id,
      state: wanted.state,
      task,
      ...(token === undefined ? {} : { token }),
    };
    const args = token === undefined ? wanted.arguments : withToken(wanted.arguments, id, task, token);
    const answer = await perform(wanted, args, context, invoke, release);
    await lastingly(() =>
      wanted.token && answer.type === 'task-succeeded'
        ? steps.receipt(execution, task)
        : steps.occur(execution, answer),
    );
  };

  const readable = async (execution: number): Promise<Live | undefined> => {
    try {
      return rows.load(execution);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      await lastingly(() => steps.occur(execution, { type: 'stopped' }));
      return undefined;
    }
  };

  const lastingly = async (write: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (closed()) return;
        await new Promise<void>((resolve) => void clock.at(clock.now() + PAUSE_AFTER_FAILURE, resolve));
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
