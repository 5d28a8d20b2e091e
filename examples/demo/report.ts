/** The report of each workflow as a table, a line per step. */
import { type Answer, inner, number } from './api.ts';
import type { Told } from './story.ts';

const COLUMNS = ['entered', 'inside', 'left', 'failed', 'sent', 'skipped', 'opened', 'clicked'] as const;

const row = (name: string, counts: Answer): string =>
  `  ${name.padEnd(22)}${COLUMNS.map((column) => String(number(counts, column)).padStart(9)).join('')}`;

export function printReports({ reports, steps }: Told, print: (line: string) => void): void {
  for (const [name, report] of reports) {
    print(`${name.padEnd(24)}${COLUMNS.map((column) => column.padStart(9)).join('')}`);
    const counts = inner(report, 'steps');
    for (const step of steps.get(name) ?? []) if (step in counts) print(row(step, inner(counts, step)));
    print(row('in all', report));
    print('');
  }
}
