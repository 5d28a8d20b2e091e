/**
 * What a function is when it starts: a budget on bytes, since time would depend on the machine. `npm run bench -- cold-start`
 * measures the time, and `docs/decisions/0012-what-a-cold-start-may-cost.md` says where the budget comes from.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FunctionName, manifest } from '../../functions/manifest.ts';
import { bundle, isHot } from '../../infra/aws/bundle.ts';
import { later, laterAmong, laterFiles } from '../../infra/aws/later.ts';

/** Kilobytes of a hot function that are read before its first event, compressed. */
const BUDGET = 60;

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'sojourn-bundles-'));
beforeAll(async () => {
  await bundle(folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hot: readonly FunctionName[] = manifest.map(({ name }) => name).filter(isHot);
const start = (name: FunctionName): string => readFileSync(join(folder, name, 'index.mjs'), 'utf8');
const run = (script: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    // The log of what was missing is not ours to see.
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH },
  });

describe.each(hot)('%s', (name) => {
  test('starts within its budget', () => {
    expect(gzipSync(start(name), { level: 9 }).length / 1000).toBeLessThan(BUDGET);
  });

  test('is whole: it loads, and says which variable is missing', () => {
    const address = JSON.stringify(join(folder, name, 'index.mjs'));
    const script = `const { handler } = await import(${address});
      await handler({}, { awsRequestId: 'r' }).catch((error) => console.log('told', error.message));`;
    expect(run(script)).toMatch(/^told The variable SOJOURN_[A-Z_]+ is not set\.$/m);
  });

  test('has the files that it loads later, and no others', () => {
    const files = readdirSync(join(folder, name)).filter((file) => file.startsWith('later-'));
    const named = [...start(name).matchAll(/\.\/(later-[\w.-]+\.cjs)/g)].map(([, file]) => file);
    expect(files.toSorted()).toEqual([...new Set(named)].toSorted());
  });

  // `~kind` is what typebox calls each schema's kind: one constant imported from beside a schema brings all of it along.
  test('has no machine interpreter, no MJML and no schema library', () => {
    const files = readdirSync(join(folder, name));
    expect(files.filter((file) => /jsonata|mjml|typebox/.test(file))).toEqual([]);
    expect(start(name)).not.toMatch(/JSONata|mjml-core|~kind/);
  });
});

test('MJML and its like are read when a workflow is published, not when the API starts', () => {
  const files = readdirSync(join(folder, 'api', 'on-demand'));
  expect(
    files.some((file) => readFileSync(join(folder, 'api', 'on-demand', file), 'utf8').includes('mj-body')),
  ).toBe(true);
  expect(start('api')).not.toContain('mj-body');
});

test('what is loaded later is what would have been imported', async () => {
  const source = `
    import ct from 'countries-and-timezones';
    import { Parser } from 'htmlparser2';
    import { parsePhoneNumberFromString } from 'libphonenumber-js';
    import { Liquid, filters } from 'liquidjs';
    import { RE2JS } from 're2js';
    import { Temporal } from 'temporal-polyfill';
    import { readdirSync } from 'node:fs';
    const loaded = () => Object.keys(require.cache).length;
    const before = loaded();
    const seen = [];
    new Parser({ onopentag: (name) => seen.push(name) }).end('<a href="x">y</a>');
    const answers = [
      ct.getCountry('IT').timezones[0],
      seen,
      parsePhoneNumberFromString('+390612345678').country,
      new Liquid().parseAndRenderSync('{{ 1 | plus: 2 }}'),
      typeof filters.upcase,
      RE2JS.compile('a+').matcher('caat').find(),
      Temporal.PlainDate.from('2026-02-28').add({ days: 1 }).toString(),
      new Temporal.PlainTime() instanceof Temporal.PlainTime,
    ];
    console.log(JSON.stringify([before, loaded(), answers]));`;
  const place = join(folder, 'later');
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: 'ts', sourcefile: 'later.ts' },
    outfile: join(place, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    metafile: true,
    plugins: [later],
  });
  await laterFiles(ROOT).write(place, laterAmong(metafile.inputs));
  writeFileSync(join(place, 'package.json'), '{}');
  expect(JSON.parse(run(`await import(${JSON.stringify(join(place, 'index.mjs'))})`))).toEqual([
    0,
    6,
    ['Europe/Rome', ['a'], 'IT', '3', 'function', true, '2026-03-01', true],
  ]);
});
