/**
 * What providers tell of messages afterwards: that they took each, and that it arrived. A report is an event that goes through a
 * queue to a function, which reads the message; the second one writes it, with the event that it is for the contact.
 */
import { eventRequests, lambdaLines } from './effort.ts';
import { countingOf } from './items.ts';
import type { Billing, Line } from './lines.ts';
import type { Volume } from './volume.ts';

/** Taken, and arrived. What bounces is told twice as well. */
const REPORTS = 2n;
/** They come from the queue in tens, and are heard side by side. */
const BATCH = 10n;
/** Message and event in one transaction; of notices to the team, which are nobody's event, the message alone. */
const WRITES = { told: 4n, notice: 1n } as const;

export function reportLines(volume: Volume, bill: Billing): readonly Line[] {
  const { mails, letters, texts } = volume;
  const reports = (mails + texts) * REPORTS;
  const [told, notices] = [letters + texts, mails - letters];
  const counting = countingOf(told * 2n + notices, volume.steps);
  const batches = reports / BATCH;
  return [
    bill('messages', 'delivery-event', 'Delivery reports of mails', mails * REPORTS),
    bill('messages', 'queue-request', 'Delivery reports through the queue', eventRequests(reports)),
    ...lambdaLines('messages', bill, 'Delivery reports', { calls: batches, turns: batches }),
    bill(
      'messages',
      'dynamodb-write',
      'Delivery reports, rows written',
      told * WRITES.told + notices * WRITES.notice + counting.writes,
    ),
    bill('messages', 'dynamodb-read', 'Delivery reports, rows read', reports + counting.reads),
  ];
}
