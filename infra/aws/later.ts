/**
 * Packages that a function loads when it first uses them and not when it starts: a phone number to look up, a template to
 * render, a pattern to match, a line to log. In the bundle such a package is a file of its own, and what imports it gets getters that
 * load that file at the first touch. Code stays as it is; only a use at a module's top level would load it at once.
 */
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

/** `used` collects the packages that a bundle imports. */
export function later(used: Set<string>): Plugin {
  return {
    name: 'later',
    setup(building) {
      building.onResolve({ filter: new RegExp(`^(${LATER.join('|')})$`) }, ({ path }) => ({
        path,
        namespace: NAMESPACE,
        // Nobody who imports it and does not use it keeps it in the bundle.
        sideEffects: false,
      }));
      building.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => {
        used.add(path);
        return { contents: getters(path), loader: 'js' };
      });
    },
  };
}

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

/** The files themselves, beside the bundle in `folder`. */
export async function writeLater(root: string, folder: string, used: Iterable<string>): Promise<void> {
  await Promise.all(
    [...used].map((name) =>
      build({
        absWorkingDir: root,
        stdin: { contents: `module.exports = require(${JSON.stringify(name)});`, resolveDir: root },
        outfile: join(folder, fileOf(name)),
        bundle: true,
        minify: true,
        platform: 'node',
        format: 'cjs',
        target: 'node24',
        mainFields: ['module', 'main'],
        logLevel: 'warning',
      }),
    ),
  );
}
