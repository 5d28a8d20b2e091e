/** The functions' code: each entry with what it imports in one file, the SDK's clients with it, so that their versions are ours. */
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { type FunctionName, manifest } from '../../functions/manifest.ts';

/** The code of a function, as the stacks need it. */
export type CodeOf = (name: FunctionName) => Code;

const ROOT = join(import.meta.dirname, '..', '..');
const OUTPUT = join(ROOT, 'cdk.out', 'bundles');

/** Packages in CommonJS ask for `require`, which a module does not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export function bundle(output = OUTPUT): CodeOf {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: manifest.map(({ name }) => ({ in: `functions/lambda/${name}.ts`, out: `${name}/index` })),
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return (name) => Code.fromAsset(join(output, name));
}
