/** The flags of a command, read the same way by all of them. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/**
 * Values and positionals; `undefined` when the words are not those of the command, which then shows its usage.
 *
 * @example const read = readFlags(argv, { json: { type: 'boolean', default: false } });
 */
export function readFlags<const O extends ParseArgsOptionsConfig>(argv: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch {
    return undefined;
  }
}
