/**
 * The functions' code. Each is one file with what it imports, the clients of AWS with it, so that their versions are ours. In
 * functions whose first start a contact waits for, the SDK's clients give place to our own of the same names, and large
 * packages wait in files beside: `docs/decisions/0012-what-a-cold-start-may-cost.md` has the figures.
 */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { type FunctionName, manifest } from '../../functions/manifest.ts';
import { later, laterAmong, laterFiles } from './later.ts';
import { signedClient } from './signed-client.ts';

/** The code of a function, as the stacks need it. */
export type CodeOf = (name: FunctionName) => Code;

const ROOT = join(import.meta.dirname, '..', '..');
const OUTPUT = join(ROOT, 'cdk.out', 'bundles');

/** Packages in CommonJS ask for `require`, which a module does not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** These start seldom (`sweeper`, which is kept warm), or their start is small beside their work: they keep the SDK. */
const COLD: ReadonlySet<FunctionName> = new Set(['api', 'importer', 'jobs', 'sweeper']);

/** What these do row by row costs half the processor with our clients. */
const MANY_ROWS: ReadonlySet<FunctionName> = new Set(['jobs']);

/** Stands between an event and its effect, so that somebody waits for its first start. */
export const isHot = (name: FunctionName): boolean => !COLD.has(name);

/** @example const code = await bundle(); code('send') */
export async function bundle(output = OUTPUT): Promise<CodeOf> {
  rmSync(output, { recursive: true, force: true });
  const names = manifest.map(({ name }) => name);
  const cold = names.filter((name) => !isHot(name));
  await Promise.all([
    bundleHot(names.filter(isHot), output),
    ...cold.map((name) => bundleCold(name, output)),
  ]);
  return (name) => Code.fromAsset(join(output, name), { exclude: ['*.map'] });
}

/** Of every bundle, however it is cut. */
export const COMMON = {
  absWorkingDir: ROOT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE },
  logLevel: 'warning',
} as const satisfies BuildOptions;

export const entry = (name: FunctionName, out: string) => ({ in: `functions/lambda/${name}.ts`, out });

/** Together, since most of what they are made of they have in common; each gets a file of its own, and what that loads later. */
async function bundleHot(names: readonly FunctionName[], output: string): Promise<void> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: names.map((name) => entry(name, `${name}/index`)),
    outdir: output,
    // Names of functions are a tenth of a bundle; the map, which stays here, tells them from a stack.
    sourcemap: 'external',
    metafile: true,
    plugins: [signedClients, later],
  });
  const files = laterFiles(ROOT);
  const written = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs'));
  await Promise.all(
    written.map(([path, { inputs }]) => files.write(join(ROOT, dirname(path)), laterAmong(inputs))),
  );
}

async function bundleCold(name: FunctionName, output: string): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: [entry(name, 'index')],
    outdir: join(output, name),
    // What is imported on demand, MJML above all, is read on demand.
    splitting: true,
    chunkNames: 'on-demand/[name]-[hash]',
    keepNames: true,
    plugins: MANY_ROWS.has(name) ? [signedClients] : [],
  });
}

const signedClients: Plugin = {
  name: 'signed-clients',
  setup(building) {
    building.onResolve({ filter: /^@aws-sdk\// }, ({ path }) => {
      const ours = signedClient(path);
      return ours === undefined ? undefined : { path: ours };
    });
  },
};
