/** Golden files: what a test compares with, rewritten when `UPDATE_GOLDEN=1` is set. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

const UPDATE = process.env.UPDATE_GOLDEN === '1';

/** The folders below `golden/<kind>`; their names are sentences. */
export function cases(kind: 'good' | 'bad'): readonly { readonly name: string; readonly folder: string }[] {
  const root = path.join(import.meta.dirname, 'golden', kind);
  return readdirSync(root)
    .toSorted()
    .map((name) => ({ name: name.replaceAll('-', ' '), folder: path.join(root, name) }));
}

export const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

/** Compares with the file; a file that is not there fails, unless golden files are being rewritten. */
export function expectGolden(folder: string, file: string, actual: string): void {
  const target = path.join(folder, file);
  if (UPDATE) writeFileSync(target, actual);
  expect(existsSync(target), `${target} is missing; run with UPDATE_GOLDEN=1`).toBe(true);
  expect(actual).toBe(readFileSync(target, 'utf8'));
}
