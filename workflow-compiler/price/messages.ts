/** What the messages cost, whichever placement: mail, text messages by country, push messages, and what comes back from them. */
import { lambdaLines, units } from './effort.ts';
import { CAP, TRACK } from './items.ts';
import type { Billing, Line } from './lines.ts';
import { decimal, ONE, sum, times } from './money.ts';
import type { Rates } from './rates.ts';
import { reportLines } from './reports.ts';
import type { Volume } from './volume.ts';

export function messageLines(volume: Volume, rates: Rates, bill: Billing): readonly Line[] {
  const mail = rates.mail === 'essentials' ? 'mail' : 'mail-a-la-carte';
  const shares = Object.entries(rates.countries).map(
    ([country, share]) => [country, decimal(share)] as const,
  );
  const rest = ONE - sum(shares.map(([, share]) => share));
  const countries = [...shares, ['other', rest] as const].filter(([, share]) => share > 0n);
  const tracked = volume.opens + volume.clicks;
  const capped = times(volume.marketing, decimal(rates.capped ?? 0));
  return [
    bill('messages', mail, 'Mails', volume.mails),
    ...reportLines(volume, bill),
    ...countries.map(([country, share]) =>
      bill('messages', `sms-${country}`, `Text messages to ${country}, parts`, times(volume.smsParts, share)),
    ),
    bill('messages', 'push', 'Push messages, to one device each', volume.pushes),
    bill('messages', 'dynamodb-write', 'Caps, rows written', units(capped, CAP.writes)),
    bill('messages', 'dynamodb-read', 'Caps, rows read', units(capped, CAP.reads)),
    bill('messages', 'http-request', 'Opens and clicks', tracked),
    ...lambdaLines('messages', bill, 'Opens and clicks', { calls: tracked, turns: tracked }),
    bill('messages', 'dynamodb-write', 'Opens and clicks, rows written', units(tracked, TRACK.writes)),
    bill('messages', 'dynamodb-read', 'Opens and clicks, rows read', units(tracked, TRACK.reads)),
  ].filter(({ count }) => count > 0n);
}
