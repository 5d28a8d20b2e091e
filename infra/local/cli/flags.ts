/** The flags of a command, read the same way by all of them. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { wantsHelp } from './usage.ts';

/**
 * Values and positionals; `undefined` when help is asked for or the words are not those of the command, which then answers
 * with `showUsage`.
 *
 * @example const read = readFlags(argv, { json: { type: 'boolean', default: false } });
 */
export function readFlags<const O extends ParseArgsOptionsConfig>(argv: readonly string[], options: O) {
  if (wantsHelp(argv)) return undefined;
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch {
    return undefined;
  }
}
