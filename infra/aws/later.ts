/**
 * Packages that a function loads when it first uses them and not when it starts: a phone number to look up, a template to
 * render, a pattern to match, a line to log. In the bundle such a package is a file of its own, and what imports it gets getters that
 * load that file at the first touch. Code stays as it is; only a use at a module's top level would load it at once.
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Each is imported for functions and classes by name, and touched only inside of functions. */
const LATER = [
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@noble/hashes/sha2.js',
  '@noble/hashes/utils.js',
  'countries-and-timezones',
  'htmlparser2',
  'libphonenumber-js',
  'liquidjs',
  're2js',
  'temporal-polyfill',
];

const fileOf = (name: string): string => `later-${name.replace(/^@/, '').replaceAll('/', '-')}.cjs`;
const NAMESPACE = 'later';

export const later: Plugin = {
  name: 'later',
  setup(building) {
    building.onResolve({ filter: new RegExp(`^(${LATER.join('|')})$`) }, ({ path }) => ({
      path,
      namespace: NAMESPACE,
      // Nobody who imports it and does not use it keeps it in the bundle.
      sideEffects: false,
    }));
    building.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: getters(path),
      loader: 'js',
    }));
  },
};

/** The packages among what a bundle was made of, as esbuild's metafile names it. */
export const laterAmong = (inputs: { readonly [path: string]: unknown }): readonly string[] =>
  Object.keys(inputs).flatMap((path) =>
    path.startsWith(`${NAMESPACE}:`) ? [path.slice(NAMESPACE.length + 1)] : [],
  );

/** CommonJS, so that whoever imports it reads a property at each use instead of a binding at the start. */
function getters(name: string): string {
  const names = Object.keys(createRequire(import.meta.url)(name)).filter((each) => each !== '__esModule');
  return `let loaded;
const path = ${JSON.stringify(`./${fileOf(name)}`)};
const load = () => (loaded ??= require(path));
for (const name of ${JSON.stringify(names.join())}.split(','))
  Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
`;
}

type LaterFiles = {
  /** Files of these packages, beside the bundle in `folder`, which is there. */
  readonly write: (folder: string, names: readonly string[]) => Promise<void>;
};

/** Each package is made once, for however many bundles. */
export function laterFiles(root: string): LaterFiles {
  const made = new Map<string, Promise<Uint8Array>>();
  const make = (name: string): Promise<Uint8Array> => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = fileFor(root, name);
    made.set(name, fresh);
    return fresh;
  };
  return {
    write: async (folder, names) => {
      await Promise.all(names.map(async (name) => writeFile(join(folder, fileOf(name)), await make(name))));
    },
  };
}

async function fileFor(root: string, name: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: `module.exports = require(${JSON.stringify(name)});`, resolveDir: root },
    write: false,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`\`${name}\` gave no file`);
  return file.contents;
}
