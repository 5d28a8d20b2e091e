/** Text to a YAML document without errors, or findings about its syntax. */
import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml';
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
  const { tokens, deepAt } = tokensOf(text, lines);
  if (deepAt !== undefined) return { ok: false, findings: [{ ...tooDeep(''), position: at(deepAt) }] };
  // Whoever walks the document looks for duplicate keys; here they would be compared each with each.
  const options = { prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const;
  const [document, second] = [...new Composer(options).compose(tokens, true, text.length)];
  if (document === undefined) return { ok: false, findings: [malformed('There is nothing', at(0))] };
  // The first mistake only: the others mostly follow from it.
  const [error] = document.errors;
  if (error !== undefined)
    return { ok: false, findings: [malformed(error.message.replace(/\.$/, ''), at(error.pos[0]))] };
  return second === undefined
    ? { ok: true, document, at }
    : { ok: false, findings: [malformed('A second document begins here', at(second.range[0]))] };
}

/**
 * Tokens, or the place where they nest too deeply. The parser keeps what is open on a stack of its own, but composing
 * recurses, and must not be left to run out of stack, whose size differs from machine to machine.
 */
function tokensOf(
  text: string,
  lines: LineCounter,
): { readonly tokens: readonly CST.Token[]; readonly deepAt?: number } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // A level takes at most two entries; what lies between is found when the document is walked.
    if (parser.stack.length > 2 * LIMITS.depth) return { tokens: [], deepAt: parser.offset };
  }
  tokens.push(...parser.end());
  return { tokens };
}

const malformed = (what: string, position: Position): Finding => ({
  code: 'TEXT-01',
  at: '',
  position,
  detail: `${what}.`,
  hint: 'Check indentation, quotes and brackets here and in the line above.',
});
