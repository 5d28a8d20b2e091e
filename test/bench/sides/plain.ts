/** No machine at all: the same as a plain asynchronous function. What JavaScript allows. */
import { setTimeout as pause } from 'node:timers/promises';
import { isPro, type Open } from '../side.ts';

export const open: Open = async ({ waitMs, first }) => {
  const counts = { sent: 0, tagged: 0, ended: 0 };
  const go = async (contact: number): Promise<void> => {
    first(contact);
    counts.sent += 1;
    await pause(waitMs);
    if (isPro(contact)) counts.sent += 1;
    else counts.tagged += 1;
    counts.ended += 1;
  };
  return {
    enter: async (contact) => void go(contact),
    counts: () => counts,
    close: async () => {},
  };
};
