/** Text to a YAML document without errors, or findings about its syntax. */
import { Composer, type CST, type Document, LineCounter, Parser, type YAMLError } from 'yaml';
import type { Position } from '../diagnostics/diagnostic.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { LIMITS, tooDeep } from './limits.ts';

type Places = (offset: number) => Position;

export type Yaml =
  | { readonly ok: true; readonly document: Document; readonly at: Places }
  | { readonly ok: false; readonly findings: readonly Finding[] };

export function readYaml(text: string): Yaml {
  const lines = new LineCounter();
  const at: Places = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) return { ok: false, findings: [{ ...tooDeep(''), position: at(deep) }] };
  const options = { prettyErrors: false, logLevel: 'silent' } as const;
  const [document, second] = [...new Composer(options).compose(tokens, true, text.length)];
  if (document === undefined) return { ok: false, findings: [malformed('There is nothing', at(0))] };
  if (document.errors.length > 0) return { ok: false, findings: syntaxFindings(document.errors, at) };
  return second === undefined
    ? { ok: true, document, at }
    : { ok: false, findings: [malformed('A second document begins here', at(second.range[0]))] };
}

/**
 * Where the text nests too deeply, found on tokens without recursion: composing them recurses, and must not be left to run
 * out of stack, whose size differs from machine to machine.
 */
function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { token, depth } = top;
    if (depth > LIMITS.depth) return token.offset;
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items)
      for (const inner of [key, value])
        if (inner !== null && inner !== undefined) open.push({ token: inner, depth: depth + 1 });
  }
  return undefined;
}

/** Every duplicate key; but of mistakes in the syntax only the first, since the others mostly follow from it. */
function syntaxFindings(errors: readonly YAMLError[], at: Places): readonly Finding[] {
  const duplicates = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const [other] = errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  return [
    ...duplicates.map((error) => duplicate(at(error.pos[0]))),
    ...(other === undefined ? [] : [malformed(other.message.replace(/\.$/, ''), at(other.pos[0]))]),
  ];
}

const malformed = (what: string, position: Position): Finding => ({
  code: 'TEXT-01',
  at: '',
  position,
  detail: `${what}.`,
  hint: 'Check indentation, quotes and brackets here and in the line above.',
});

const duplicate = (position: Position): Finding => ({
  code: 'TEXT-02',
  at: '',
  position,
  detail: 'This key is already in the same mapping.',
  hint: 'Rename one of the two, or remove one.',
});
