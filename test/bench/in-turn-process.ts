/** The process of one measurement: module, its argument as JSON, an empty folder. */
import type { Measure } from './in-turn.ts';

const [module, argument, folder] = process.argv.slice(2);
if (module === undefined || argument === undefined || folder === undefined)
  throw new Error('a module, its argument and a folder are expected');
const { measure }: { readonly measure: Measure<unknown, unknown> } = await import(module);
const result = await measure(JSON.parse(argument), folder);
if (process.send === undefined) process.stdout.write(`${JSON.stringify(result)}\n`);
else process.send(result);
process.exit();
