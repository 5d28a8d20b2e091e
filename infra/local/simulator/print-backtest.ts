/** A backtest's report for people: both versions side by side, then the contacts whose messages differ. */

import type { Difference, MessageDifference } from '../../../functions/domain/simulation/backtest/compare.ts';
import type { BacktestReport, VersionReport } from '../../../functions/domain/simulation/backtest/report.ts';

const n = (value: number): string => value.toLocaleString('en');

/** Contacts that are shown one by one; all that were kept are in the JSON. */
const SHOWN = 20;

export function printBacktest(report: BacktestReport): string {
  const { backtest, contacts, messages, recorded, notes, differences } = report;
  const lines = [
    `${n(backtest.contacts)} contacts and ${n(backtest.events)} events from ${backtest.from} to ${backtest.to}`,
    '',
    ...version('old', report.old),
    ...version('new', report.new),
    '',
    `${n(contacts.differ)} contacts would get other messages, ${n(contacts.same)} the same`,
    `  entered only in the old version ${n(contacts.enteredOnlyInOld)}, only in the new one ${n(contacts.enteredOnlyInNew)}; ended otherwise ${n(contacts.endedOtherwise)}`,
    '',
    ...Object.entries(messages).map(
      ([step, one]) =>
        `  ${step.padEnd(16)} old ${n(one.old)}, new ${n(one.new)}: lost ${n(one.lost)}, gained ${n(one.gained)}, moved ${n(one.moved)}${one.reworded === 0 ? '' : `, other words ${n(one.reworded)}`}`,
    ),
    ...(recorded === undefined
      ? []
      : [
          '',
          `The old version, played, sends what was really sent to ${n(recorded.same)} of ${n(recorded.contacts)} contacts.`,
        ]),
    ...notes.map((note) => `Note: ${note}`),
    ...(differences.length === 0 ? [] : ['', ...differences.slice(0, SHOWN).flatMap(printDifference)]),
    ...(contacts.differ > SHOWN ? [`  … and ${n(contacts.differ - SHOWN)} more; --json has them`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function version(name: string, { title, entered, ended, refused }: VersionReport): readonly string[] {
  const list = (numbers: { readonly [name: string]: number }): string =>
    Object.entries(numbers)
      .map(([what, value]) => `${what} ${n(value)}`)
      .join(', ');
  const ends = Object.keys(ended).length === 0 ? '' : `; ${list(ended)}`;
  const not = Object.keys(refused).length === 0 ? '' : `; did not enter: ${list(refused)}`;
  return [`${name}: ${title}: entered ${n(entered)}${ends}${not}`];
}

const printDifference = ({ contact, messages }: Difference): readonly string[] => [
  `  ${contact}`,
  ...messages.map((one) => `    ${printMessage(one)}`),
];

function printMessage({ step, change, old, new: next, why }: MessageDifference): string {
  const because = why === undefined ? '' : ` (${why})`;
  if (change === 'moved') return `~ ${step}: ${old} in the old version, ${next} in the new one`;
  return change === 'lost' ? `- ${step} at ${old}${because}` : `+ ${step} at ${next}${because}`;
}
