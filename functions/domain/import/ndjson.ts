/** Lines of JSON become rows: one object each, its keys as headings. Our own export comes back through here whole. */
import type { Line } from './lines.ts';

export type Cell = string | number | boolean;

/** Cells by heading; tags and lists as names. */
export type JsonRow =
  | {
      readonly number: number;
      readonly raw: string;
      readonly cells: readonly (readonly [heading: string, cell: Cell])[];
    }
  | { readonly number: number; readonly raw: string; readonly reason: string };

/** Objects that hold their own names as keys, in our own export. */
const KEYED = new Set(['tags', 'lists']);

/** @example readJsonLine({ text: '{"email":"a@b.de","address":{"city":"Bonn"}}' }, 1) */
export function readJsonLine({ text, cut }: Line, number: number): JsonRow {
  const raw = text;
  if (cut === true) return { number, raw, reason: 'the line is longer than a megabyte' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { number, raw, reason: `not JSON: ${error instanceof Error ? error.message : 'unreadable'}` };
  }
  if (!isRecord(value)) return { number, raw, reason: 'not a JSON object' };
  return { number, raw, cells: Object.entries(value).flatMap(([name, inner]) => cellsOf(name, inner)) };
}

function cellsOf(name: string, value: unknown): readonly (readonly [string, Cell])[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [[name, value]];
  if (Array.isArray(value)) return [[name, quoteNames(value.map(String))]];
  if (!isRecord(value)) return [];
  if (KEYED.has(name)) return [[name, quoteNames(Object.keys(value))]];
  if (name === 'score') return typeof value.base === 'number' ? [[name, scoreOf(value)]] : [];
  if (name === 'consents') {
    return Object.entries(value).flatMap(([channel, said]) =>
      isRecord(said) && typeof said.state === 'string' ? [[`consent.${channel}`, said.state] as const] : [],
    );
  }
  if (name === 'suppressed' || name === 'devices') return [];
  return Object.entries(value).flatMap(([key, inner]) => cellsOf(`${name}.${key}`, inner));
}

/** What never lapses: points on time are not carried from one system to another. */
function scoreOf(score: { readonly [name: string]: unknown }): number {
  const parts = Array.isArray(score.parts) ? score.parts : [];
  return parts.reduce<number>(
    (sum, part) =>
      sum + (isRecord(part) && part.until === undefined && typeof part.points === 'number' ? part.points : 0),
    typeof score.base === 'number' ? score.base : 0,
  );
}

function quoteNames(names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
