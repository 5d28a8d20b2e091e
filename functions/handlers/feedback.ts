/** Feedback: a batch of what providers tell of messages. Each is recorded by itself; the ones that failed are told again by the queue. */
import type { Deps } from '../deps.ts';
import { type Feedback, recordFeedback } from '../domain/message/feedback.ts';
import type { Routed } from './router.ts';

export const create =
  (deps: Deps) =>
  async (batch: readonly Feedback[]): Promise<Routed> => {
    const failed: { index: number; error: unknown }[] = [];
    const hear = async (feedback: Feedback, index: number): Promise<void> => {
      try {
        const heard = await recordFeedback(deps, feedback);
        if (heard === 'early') throw new Error('the message is just being sent');
      } catch (error) {
        failed.push({ index, error });
      }
    };
    await Promise.all(batch.map(hear));
    return { failed };
  };
