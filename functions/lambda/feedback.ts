/** The Lambda `feedback`. */
import { feedbackOf } from '../adapters/aws/channel/feedback.ts';
import { create } from '../handlers/feedback.ts';
import { entry } from './entry.ts';
import { queueBatch } from './queue-batch.ts';

export const handler = entry({}, (deps) =>
  queueBatch(deps, {
    read: (message) => {
      const told = feedbackOf(message);
      return told === 'other' ? [] : told && [told];
    },
    handle: create(deps),
  }),
);
