/** The package sift, a matcher of MongoDB's queries, from the peers' own folder. Throws where it is not installed. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type Query = (item: unknown) => boolean;

export async function loadSift(): Promise<(query: object) => Query> {
  const { default: sift }: { default: (query: object) => Query } = await import(
    createRequire(join(import.meta.dirname, 'peers/package.json')).resolve('sift')
  );
  return sift;
}

/** Whether the peers' folder has it. */
export function siftInstalled(): boolean {
  return existsSync(join(import.meta.dirname, 'peers/node_modules/sift'));
}
