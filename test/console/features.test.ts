/** The console's inner walls: features never import each other, and the pure parts import no React. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../console/src');
const FEATURES = ['contacts', 'outbox', 'run', 'runs', 'session', 'workflow', 'workflows'];
const PURE = ['graph', 'words'];

const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function imports(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(join(root, folder)).flatMap((file) => {
    const text = readFileSync(join(root, folder, file), 'utf8');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => {
      const specifier = match[1] ?? '';
      const target = specifier.startsWith('.') ? relative(root, resolve(root, folder, specifier)) : specifier;
      return [`${folder}/${file}`, target] as const;
    });
  });
}

describe('console', () => {
  it('has only the folders that are known here', () => {
    expect(folders.toSorted()).toEqual([
      'api',
      'contacts',
      'graph',
      'outbox',
      'parts',
      'router',
      'run',
      'runs',
      'session',
      'style',
      'words',
      'workflow',
      'workflows',
    ]);
  });

  it.each(FEATURES)('%s imports no other feature', (feature) => {
    const others = FEATURES.filter((other) => other !== feature);
    expect(
      imports(feature).filter(([, target]) => others.some((other) => target.startsWith(`${other}/`))),
    ).toEqual([]);
  });

  it.each(PURE)('%s draws nothing', (folder) => {
    expect(
      imports(folder).filter(([file, target]) => file.endsWith('.tsx') || /react|^parts\//.test(target)),
    ).toEqual([]);
  });
});
