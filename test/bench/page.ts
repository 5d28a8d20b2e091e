/** docs/benchmarks.md: a section for each part, between marks, so that measuring one part anew leaves the others as they are. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../docs/benchmarks.md');
const begin = (name: string): string => `<!-- bench: ${name} -->`;
const end = (name: string): string => `<!-- end of ${name} -->`;

/** Puts a part's section in its place, or at the end where it has none yet. */
export function writeSection(name: string, section: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const fresh = `${begin(name)}\n\n${section.trim()}\n\n${end(name)}`;
  const from = page.indexOf(begin(name));
  const to = page.indexOf(end(name));
  if (from < 0 || to < from) writeFileSync(PAGE, `${page.trimEnd()}\n\n${fresh}\n`);
  else writeFileSync(PAGE, page.slice(0, from) + fresh + page.slice(to + end(name).length));
}
