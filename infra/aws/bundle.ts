/**
 * The functions' code. Each is one file with what it imports, the clients of AWS with it, so that their versions are ours. In
 * functions whose first start a contact waits for, the SDK's clients give place to our own of the same names, and large
 * packages wait in files beside: `docs/decisions/0012-what-a-cold-start-may-cost.md` has the figures.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { build, type Plugin } from 'esbuild';
import { type FunctionName, manifest } from '../../functions/manifest.ts';
import { later, writeLater } from './later.ts';
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
  await Promise.all(manifest.map(({ name }) => bundleOne(name, join(output, name))));
  return (name) => Code.fromAsset(join(output, name), { exclude: ['*.map'] });
}

/** `index.mjs`, and what it loads later, into `folder`. */
async function bundleOne(name: FunctionName, folder: string): Promise<void> {
  const hot = isHot(name);
  const used = new Set<string>();
  await build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: `functions/lambda/${name}.ts`, out: 'index' }],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported on demand, MJML above all, is read on demand.
    splitting: !hot,
    chunkNames: 'on-demand/[name]-[hash]',
    minify: true,
    // Names of functions are a tenth of a bundle; the map, which stays here, tells them from a stack.
    keepNames: !hot,
    sourcemap: hot ? 'external' : false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
    plugins: hot ? [signedClients, later(used)] : MANY_ROWS.has(name) ? [signedClients] : [],
  });
  await writeLater(ROOT, folder, used);
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
