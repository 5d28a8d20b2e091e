/** Findings for a terminal: where, the line with a caret under the place, what, and what to do. Plain text, no colours. */
import type { Diagnostic } from './diagnostic.ts';

/** All findings, one blank line between two, and a last line that counts them. Empty when there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], file: string, text?: string): string {
  if (diagnostics.length === 0) return '';
  const lines = text?.split(/\r?\n/) ?? [];
  return `${diagnostics.map((one) => renderOne(one, file, lines)).join('\n')}\n${renderCount(diagnostics)}\n`;
}

function renderOne(diagnostic: Diagnostic, file: string, lines: readonly string[]): string {
  const { code, severity, at, position, title, detail, hint } = diagnostic;
  const place = position === undefined ? at : `${position.line}:${position.column}`;
  const head = `${file}${place === '' ? '' : `:${place}`}: ${severity} ${code}: ${title}`;
  return [head, ...frame(diagnostic, lines), `  ${detail}`, `  Hint: ${hint}`, ''].join('\n');
}

/** Wide enough for a line of YAML, narrow enough for a terminal; a mail body on one line is cut around the place. */
const WIDTH = 100;

function frame({ position }: Diagnostic, lines: readonly string[]): readonly string[] {
  const line = position === undefined ? undefined : lines[position.line - 1];
  if (position === undefined || line === undefined) return [];
  const from = Math.max(0, position.column - 1 - WIDTH / 2);
  const shown = `${from > 0 ? '…' : ''}${line.slice(from, from + WIDTH).replaceAll('\t', ' ')}`;
  const caret = ' '.repeat(position.column - 1 - from + (from > 0 ? 1 : 0));
  const number = String(position.line);
  const gutter = ' '.repeat(number.length);
  return [`  ${gutter} |`, `  ${number} | ${shown}`, `  ${gutter} | ${caret}^`];
}

function renderCount(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== '').join(', ');
}

const counted = (count: number, word: string): string =>
  count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
