/** A quote as a table for people: what is sent, what the way there costs in each placement, and what it comes to. */
import { type Line, total } from './lines.ts';
import { type Count, toNumber, usdText } from './money.ts';
import type { Quote } from './price.ts';
import { PRICES_OF } from './prices.ts';

/** `contacts`: how many runs; a million unless said. */
export function tableOf(quote: Quote, contacts = 1_000_000): string {
  const { messages, standard, naive, express } = quote;
  const usd = (lines: readonly Line[]): string => usdText(total(lines, contacts));
  const rows = (lines: readonly Line[]): readonly Row[] => [
    ...lines.map((line) => [line.what, perRun(line.count), perUnit(line), usd([line])] as const),
    ['Together', '', '', usd(lines)],
  ];
  const both = [...messages, ...standard.lines];
  const sections: readonly (readonly [string, readonly Row[]])[] = [
    ['Messages', rows(messages)],
    [
      `On the way, standard placement: ${perRun(standard.transitions)} states entered per run (${perRun(naive.transitions)} before optimising)`,
      rows(standard.lines),
    ],
    ['On the way, express placement', rows(express.segment)],
  ];
  const widths = columns(sections.flatMap(([, all]) => all));
  const text = sections.map(
    ([title, all]) => `${title}\n${all.map((row) => `  ${aligned(row, widths)}\n`).join('')}`,
  );
  return `${quote.workflow}: what ${thousands(contacts)} ${contacts === 1 ? 'run costs' : 'runs cost'}, in US dollars

${text.join('\n')}
Messages and standard placement together: ${usd(both)}

Prices of ${PRICES_OF.date}, ${PRICES_OF.region}, without free tiers and tax. Lines with ~ have a price to look up first.
What is assumed of people: ${assumed(quote)}
`;
}

type Row = readonly [what: string, count: string, price: string, sum: string];

function assumed({ rates }: Quote): string {
  const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
  return `${percent(rates.opened)} open, ${percent(rates.clicked)} click, ${percent(rates.timeout)} of waits for an event time out, other paths are taken evenly. A file with --rates says otherwise.`;
}

/** At most four decimals; fewer when they are zeros. */
const perRun = (count: Count): string => String(Number(toNumber(count).toFixed(4)));

const perUnit = ({ price, evidence }: Line): string =>
  `${evidence === 'estimate' ? '~ ' : ''}$${plain(toNumber(price))}`;

const plain = (usd: number): string => usd.toFixed(12).replace(/0+$/, '').replace(/\.$/, '');

const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

function columns(rows: readonly Row[]): readonly number[] {
  return [0, 1, 2, 3].map((i) => Math.max(0, ...rows.map((row) => row[i]?.length ?? 0)));
}

/** The first column to the left, figures to the right. */
function aligned(row: Row, widths: readonly number[]): string {
  return row
    .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    .join('  ');
}
