/** The text of a definition from a file, or from standard input when the file is `-`. */
import { readFileSync } from 'node:fs';

export type ReadDefinition =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

export function readDefinition(file: string): ReadDefinition {
  try {
    return { ok: true, text: readFileSync(file === '-' ? 0 : file, 'utf8') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `Cannot read ${file}: ${reason}` };
  }
}
