/** Entry and sending rules: windows that are open at some time, dates that exist, a sender that can send. */
import type { Finding } from '../diagnostics/finding.ts';
import type { Definition } from '../language/definition.ts';
import { emailAddress } from './addresses.ts';
import { dateTime } from './dates.ts';

export function rules({ entry, sending }: Definition): readonly Finding[] {
  return [
    ...dateTime(entry?.from, '/entry/from'),
    ...dateTime(entry?.until, '/entry/until'),
    ...(entry?.from !== undefined && entry.until !== undefined && !isBefore(entry.from, entry.until)
      ? [emptyWindow('/entry/until', 'The time to enter ends when or before it begins.')]
      : []),
    ...(sending?.hours !== undefined && sending.hours.from === sending.hours.to
      ? [emptyWindow('/sending/hours', 'The hours for messages begin and end at the same time.')]
      : []),
    ...emailAddress(sending?.from?.email, '/sending/from/email'),
  ];
}

/** By text, where both are written alike; mixed offsets are not compared here. */
function isBefore(from: string, until: string): boolean {
  const offset = (text: string) => /(Z|[+-]\d\d:\d\d)$/.exec(text)?.[0] ?? '';
  return offset(from) !== offset(until) || from < until;
}

const emptyWindow = (at: string, detail: string): Finding => ({
  code: 'STEP-08',
  at,
  detail,
  hint: 'Move one of the two.',
});
