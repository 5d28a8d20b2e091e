/** Queues over time as lines of text: a character is a stretch of time, its height the longest queue within it. */
import type { Sample } from './bucket.ts';
import type { QuotaUse } from './placement.ts';
import { rounded, timeText } from './time-text.ts';

const COLUMNS = 56;
const BARS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Of the quotas that somebody waits for; each has its own height, which stands beside it. */
export function chartOf(quotas: readonly QuotaUse[]): string {
  const waited = quotas.filter(({ longestQueue }) => longestQueue >= 1);
  const until = Math.max(0, ...waited.map(({ queue }) => lastWaiting(queue)));
  if (until === 0) return '';
  const width = Math.max(...waited.map(({ id }) => id.length));
  const lines = waited.map(
    ({ id, queue, longestQueue }) =>
      `  ${id.padEnd(width)} │${line(queue, until, longestQueue)}│ at most ${rounded(longestQueue)}\n`,
  );
  const end = timeText(until);
  return `${lines.join('')}  ${' '.repeat(width)}  0${end.padStart(COLUMNS - 1)}\n`;
}

const lastWaiting = (queue: readonly Sample[]): number =>
  queue.findLast(({ waiting }) => waiting >= 1)?.at ?? 0;

function line(queue: readonly Sample[], until: number, longest: number): string {
  const columns = Array.from({ length: COLUMNS }, () => 0);
  queue.forEach(({ at, waiting }, index) => {
    if (at > until) return;
    // Nothing is sampled while nothing moves: the queue stays as long.
    const from = columnOf(at, until);
    const to = columnOf(Math.min(queue[index + 1]?.at ?? until, until), until);
    for (let column = from; column <= to; column += 1)
      if (column === from || column < to) columns[column] = Math.max(columns[column] ?? 0, waiting);
  });
  return columns.map((waiting) => bar(waiting / longest)).join('');
}

const columnOf = (at: number, until: number): number =>
  Math.min(COLUMNS - 1, Math.floor((at / until) * COLUMNS));

const bar = (height: number): string => BARS[height <= 0 ? 0 : Math.max(1, Math.round(height * 8))] ?? ' ';
