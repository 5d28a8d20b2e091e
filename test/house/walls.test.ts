/**
 * The walls of the house: who may import whom, as the arrow table of ARCHITECTURE.md says, and what the pure room may not
 * touch. TypeScript's project references hold most of it; this test holds the rest and keeps the page true.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Source files of a room, relative to the root. */
function sources(room: string): readonly string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
    .map((file) => join(room, file));
}

/** Module specifiers that a file imports, static and dynamic. */
function imports(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^import\s+)['"]([^'"]+)['"]/gm)].flatMap(
    (match) => match[1] ?? [],
  );
}

/** The file that a relative import names, relative to the root. */
const target = (file: string, specifier: string): string =>
  relative(root, resolve(root, file, '..', specifier));

/** The arrow table: `| room | may import |`. */
function arrows(): ReadonlyMap<string, readonly string[]> {
  const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const section = page.slice(page.indexOf('## Arrows'));
  const rows = [...section.matchAll(/^\| `([a-z-/]+)` \| (.*?) \|/gm)];
  return new Map(
    rows.map((row) => [
      row[1] ?? '',
      [...(row[2] ?? '').matchAll(/`([a-z-/]+)`/g)].flatMap((m) => m[1] ?? []),
    ]),
  );
}

const table = arrows();
/** The most special room of the table that a file lies in. */
const roomOf = (file: string): string =>
  [...table.keys()].filter((room) => file.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0] ??
  '';

describe('walls', () => {
  it('every room of the repository has a row', () => {
    expect([...table.keys()]).toEqual(
      expect.arrayContaining([
        'workflow-compiler',
        'functions',
        'functions/adapters',
        'functions/lambda',
        'infra/local',
        'infra/aws',
        'console',
        'test',
        'examples',
      ]),
    );
  });

  it.each([...table])('%s imports only what its row allows', (room, allowed) => {
    const strays = sources(room)
      .filter((file) => roomOf(file) === room)
      .flatMap((file) =>
        imports(file)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => target(file, specifier))
          .filter((path) => {
            const to = roomOf(path);
            return to !== room && !allowed.includes(to);
          })
          .map((path) => `${file} → ${path}`),
      );
    expect(strays).toEqual([]);
  });
});

describe('the pure room', () => {
  const files = sources('workflow-compiler');

  it('imports nothing of Node', () => {
    expect(files.filter((file) => imports(file).some((name) => name.startsWith('node:')))).toEqual([]);
  });

  it('takes time and randomness as arguments', () => {
    const offenders = files.filter((file) => {
      const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return /\bMath\.random\b|\bDate\.now\b|\bnew Date\b|\bTemporal\.Now\b|\beval\(|\bnew Function\b/.test(
        code,
      );
    });
    expect(offenders).toEqual([]);
  });
});

describe('the environment', () => {
  it('is read by the embedded runtime, the tests, one file for Lambda, and clients of AWS as the SDK reads it', () => {
    const readers = ['workflow-compiler', 'functions', 'console/src']
      .flatMap(sources)
      .filter((file) => /\bprocess\.env\b/.test(readFileSync(join(root, file), 'utf8')));
    expect(readers.toSorted()).toEqual([
      'functions/adapters/aws/signed/surroundings.ts',
      'functions/lambda/environment.ts',
    ]);
  });
});

describe('the architecture page', () => {
  const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

  it('names only files that exist', () => {
    const named = [
      ...page.matchAll(/`((?:workflow-compiler|functions|infra|console|test|examples|docs)\/[\w./-]+)`/g),
    ];
    const missing = named.flatMap((match) => match[1] ?? []).filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });
});

describe('the SDK of AWS', () => {
  const importing = (name: RegExp) =>
    ['workflow-compiler', 'functions', 'infra', 'console/src']
      .flatMap(sources)
      .filter((file) => imports(file).some((specifier) => name.test(specifier)));

  it('is imported by its adapters, and by the port that fetches the secret', () => {
    const strays = importing(/^@aws-sdk\//).filter((file) => !file.startsWith('functions/adapters/aws/'));
    expect(strays).toEqual(['functions/lambda/port/signer.ts']);
  });

  it('is never reached by the embedded runtime, which would start later for it; commands that ask an account load it then', () => {
    const asking = ['dead-letters', 'doctor', 'replay'].map((command) => `infra/local/cli/${command}.ts`);
    const strays = sources('infra/local').filter(
      (file) =>
        !asking.includes(file) &&
        imports(file).some((specifier) => /adapters\/aws|functions\/lambda|infra\/aws/.test(specifier)),
    );
    expect(strays).toEqual([]);
  });
});
