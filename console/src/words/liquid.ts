/** Liquid made readable for people who glance at a graph: values in angle quotes, tags gone. Not a renderer. */
import { detailName } from './text.ts';

/** `Welcome{% if x %}, {{ contact.firstName | default: "you" }}{% endif %}` → `Welcome, ‹first name›`. */
export function withoutLiquid(template: string): string {
  return template
    .replace(/\{%.*?%\}/gs, '')
    .replace(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (_all, inside: string) => `‹${variable(inside)}›`)
    .replace(/\s+/g, ' ')
    .trim();
}

function variable(expression: string): string {
  const [name = ''] = expression.split('|');
  const last = name.trim().replace(/^contact\.(details\.)?/, '');
  return detailName(last).replaceAll('_', ' ');
}
