/** What happens at scale, for people: a table and a chart for each placement, and what would help. */
import { chartOf } from './chart.ts';
import type { PlacementScale, QuotaUse } from './placement.ts';
import { isQuota, QUOTAS_OF } from './quotas.ts';
import type { Scale } from './scale.ts';
import { rounded, timeText } from './time-text.ts';

/** @example tableOf(scaleOf(definition, { contacts: 1_000_000, overSeconds: 3600 })) */
export function tableOf(scale: Scale): string {
  const { workflow, contacts, overSeconds } = scale;
  return `${workflow}: ${rounded(contacts)} contacts enter within ${timeText(overSeconds)}, a run waits ${timeText(scale.meanStayMs / 1000)} on average

${placement('Standard placement', scale.standard)}
${placement('Express placement', scale.express)}
Messages: $${rounded(scale.messagesUsd)}. Quotas of ${QUOTAS_OF.date}, ${QUOTAS_OF.region}, of one account that has asked for nothing; --quotas says otherwise.
`;
}

const HEAD = ['', 'limit', 'of a run', 'alone takes', 'asked for', 'longest queue', 'longest wait'] as const;

function placement(title: string, of: PlacementScale): string {
  const rows = [HEAD, ...of.quotas.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const text = rows.map((row) => {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    return `  ${cells.join('  ').trimEnd()}\n`;
  });
  const chart = chartOf(of.quotas);
  return `${title}: over after ${timeText(of.endsAtSeconds)} (${timeText(of.idealEndsAtSeconds)} without quotas), at most ${rounded(of.mostInside)} runs inside, $${rounded(of.usd)}
${text.join('')}${chart === '' ? '  Nobody waits for a quota.\n' : `  Who waits for what:\n${chart}`}${helps(of)}`;
}

function rowOf({ id, limit, perRun, aloneSeconds, wanted, longestQueue, longestWaitSeconds }: QuotaUse) {
  return [
    id,
    isQuota(id) ? `${rounded(limit)}/s` : rounded(limit),
    rounded(perRun),
    isQuota(id) ? timeText(aloneSeconds) : '-',
    `${rounded(wanted / limit)} ×`,
    longestQueue >= 1 ? rounded(longestQueue) : '-',
    longestQueue >= 1 ? timeText(longestWaitSeconds) : '-',
  ] as const;
}

/** Which quotas to raise and how far, or among how many accounts to share. */
function helps({ quotas, accounts, accountsWithMessages }: PlacementScale): string {
  const short = quotas.filter(({ wanted, limit }) => wanted > limit);
  if (short.length === 0) return '';
  const raise = short
    .filter(({ raised }) => raised)
    .map(({ id, wanted }) => `${id} to ${rounded(Math.ceil(wanted * (1 - 1e-6)))}`);
  const ours = short.filter(({ raised }) => !raised).map(({ id }) => id);
  return [
    raise.length > 0 ? `  So that nobody waits: raise ${raise.join(', ')}.\n` : '',
    ours.length > 0 ? `  No quota but our own design: ${ours.join(', ')}.\n` : '',
    `  Or share it among ${rounded(accounts)} accounts as they are (${rounded(accountsWithMessages)} with the messages).\n`,
  ].join('');
}
