/** Figures as the page shows them: a median with its range, a ratio taken pair by pair, a goal that is met or not. */

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The smallest value that `share` of all values do not exceed. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

/** Three figures at least: 12,345 · 12.3 · 0.123. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', {
    maximumFractionDigits: digits,
    minimumFractionDigits: Math.min(1, digits),
  });
}

/** Median and range: `1,190 (1,058–1,212)`; one value stands alone. */
export function spread(values: readonly number[]): string {
  if (values.length < 2) return number(median(values));
  return `${number(median(values))} (${number(Math.min(...values))}–${number(Math.max(...values))})`;
}

/** Each value of a side over the other side's of the same pair. */
export const ratios = (over: readonly number[], under: readonly number[]): readonly number[] =>
  over.flatMap((value, pair) => {
    const other = under[pair];
    return other === undefined ? [] : [value / other];
  });

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `why`: told where it is not met. */
export type Wanted = ({ readonly atLeast: number } | { readonly atMost: number }) & { readonly why?: string };

/** `values`: the ratio of each pair; the median decides. */
export function goal(what: string, values: readonly number[], wanted: Wanted): string {
  const found = median(values);
  const met = 'atLeast' in wanted ? found >= wanted.atLeast : found <= wanted.atMost;
  const limit =
    'atLeast' in wanted ? `at least ${number(wanted.atLeast)}` : `at most ${number(wanted.atMost)}`;
  const why = wanted.why === undefined ? '' : `: ${wanted.why}`;
  return `- ${what}: ${limit} wanted, ${spread(values)} measured: ${met ? 'met' : `**not met**${why}`}.`;
}
