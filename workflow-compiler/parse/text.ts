/**
 * Text to JSON value, with the position of every value. YAML and JSON alike (JSON is YAML), by one parser, so that both
 * give the same findings. Bounded in size, depth and number of values, since the text comes from anyone.
 */
import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Pair } from 'yaml';
import type { Position } from '../diagnostics/diagnostic.ts';
import type { Finding, Locate } from '../diagnostics/finding.ts';
import { child, parent } from '../diagnostics/pointer.ts';
import type { Json } from '../language/json.ts';
import { LIMITS, tooDeep, tooMany } from './limits.ts';
import { readYaml } from './yaml.ts';

export type Read = { readonly value: Json; readonly findings: readonly Finding[]; readonly locate: Locate };

type Place = { readonly key?: number; readonly value: number; readonly collection: boolean };

export function readText(text: string): Read {
  if (text.length > LIMITS.text) return broken([tooLarge(text.length)]);
  const read = readYaml(text);
  if (!read.ok) return broken(read.findings);
  const { document, at } = read;
  /** The latest node of each anchor so far, which is what an alias means. */
  const anchors = new Map<string, unknown>();

  const places = new Map<string, Place>();
  const findings: Finding[] = [];
  let count = 0;

  function walk(node: unknown, pointer: string, depth: number, key?: number): Json {
    count += 1;
    if (count > LIMITS.values) return stop(tooMany());
    if (depth > LIMITS.depth) return stop(tooDeep(pointer));
    if (isAlias(node)) return anchored(node, pointer, depth, key);
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    const collection = isMap(node) || isSeq(node);
    places.set(pointer, {
      value: startOf(node) ?? key ?? 0,
      collection,
      ...(key === undefined ? {} : { key }),
    });
    if (isSeq(node)) return node.items.map((item, i) => walk(item, child(pointer, i), depth + 1));
    if (isMap(node)) return fields(node.items, pointer, depth);
    return scalar(isScalar(node) ? node.value : null, pointer);
  }

  function fields(pairs: readonly Pair[], pointer: string, depth: number): Json {
    const entries = new Map<string, Json>();
    for (const pair of pairs) {
      const name = isScalar(pair.key) ? pair.key.value : undefined;
      const start = startOf(pair.key);
      if (typeof name !== 'string') findings.push(notJson(pointer, 'A key is not text.'));
      else if (entries.has(name)) findings.push(duplicate(child(pointer, name), at(start ?? 0)));
      else entries.set(name, walk(pair.value, child(pointer, name), depth + 1, start));
    }
    return Object.fromEntries(entries);
  }

  function anchored(alias: Alias, pointer: string, depth: number, key: number | undefined): Json {
    const node = anchors.get(alias.source);
    const start = alias.range?.[0];
    if (node !== undefined) return walk(node, pointer, depth + 1, key ?? start);
    findings.push(noAnchor(alias.source, pointer, at(start ?? 0)));
    return null;
  }

  function scalar(value: unknown, pointer: string): Json {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    findings.push(notJson(pointer, `\`${String(value)}\` has no form in JSON.`));
    return null;
  }

  /** A limit is told once, however often it is met. */
  function stop(finding: Finding): Json {
    if (!findings.some(({ code }) => code === finding.code)) findings.push(finding);
    return null;
  }

  const value = walk(document.contents, '', 0);
  return { value, findings, locate: (pointer, onKey) => at(offsetOf(places, pointer, onKey)) };
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** The place of the pointer or of the nearest value around it; a block of lines is pointed at by its key. */
function offsetOf(places: ReadonlyMap<string, Place>, pointer: string, onKey: boolean): number {
  const place = places.get(pointer);
  if (place === undefined) return pointer === '' ? 0 : offsetOf(places, parent(pointer), onKey);
  return (onKey || place.collection) && place.key !== undefined ? place.key : place.value;
}

function broken(findings: readonly Finding[]): Read {
  return { value: null, findings, locate: () => ({ line: 1, column: 1 }) };
}

const duplicate = (pointer: string, position: Position): Finding => ({
  code: 'TEXT-02',
  at: pointer,
  position,
  detail: 'This key is already in the same mapping.',
  hint: 'Rename one of the two, or remove one.',
});

const noAnchor = (name: string, pointer: string, position: Position): Finding => ({
  code: 'TEXT-01',
  at: pointer,
  position,
  detail: `The alias \`*${name}\` has no anchor before it.`,
  hint: `Write \`&${name}\` before the value that is meant, or put the text into quotes.`,
});

const tooLarge = (length: number): Finding => ({
  code: 'TEXT-03',
  at: '',
  detail: `The text has ${length} characters; ${LIMITS.text} are allowed.`,
  hint: 'Split the workflow, or move long message bodies into templates.',
});

const notJson = (at: string, detail: string): Finding => ({
  code: 'TEXT-06',
  at,
  detail,
  hint: 'Use text, numbers, true, false, null, lists and mappings with text keys.',
});
