// jsonata's own functions, taken as they are, for those that answer at once. One evaluation of `1` hands out its
// environment through the hook jsonata keeps for instrumentation, before it first awaits anything. Functions that take
// a function or a regular expression are left to jsonata itself.

import jsonata from 'jsonata';
import * as added from './added.ts';
import { bindHook } from './hook.ts';
import { isPlainObject, lookup, NeedsOracle } from './sequence.ts';

/** What a function may ask of the world. `now` is epoch milliseconds. */
export type FunctionWorld = { readonly now: number; readonly random: () => number };

/** `args` as written, `context` what a missing first argument stands for. */
export type Builtin = (args: readonly unknown[], context: unknown, world: FunctionWorld) => unknown;

const DIRECT = [
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim join',
  'formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power boolean not zip keys append',
  'exists spread merge reverse type distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent',
  'decodeUrl clone fromMillis',
].flatMap((line) => line.split(' '));

type Environment = { readonly lookup: (name: string) => unknown };

function environmentOf(): Environment {
  let environment: Environment | undefined;
  const expression = jsonata('1');
  bindHook(expression, 'jsonata.__evaluate_entry', (_node: unknown, _input: unknown, found: Environment) => {
    environment ??= found;
  });
  expression.evaluate(undefined).catch(() => undefined);
  if (environment === undefined) throw new Error('jsonata did not hand out its environment.');
  return environment;
}

function direct(environment: Environment, name: string): Builtin {
  const definition = environment.lookup(name);
  if (!isPlainObject(definition)) throw new Error(`jsonata has no function \`${name}\`.`);
  const { implementation, signature } = definition;
  const validate = isPlainObject(signature) ? signature.validate : undefined;
  if (typeof implementation !== 'function' || typeof validate !== 'function')
    throw new Error(`\`${name}\` has changed.`);
  return (args, context) => {
    const checked: unknown = validate(args, context);
    if (!Array.isArray(checked)) throw new NeedsOracle();
    return implementation.apply({ environment, input: context }, checked);
  };
}

function table(): Readonly<Record<string, Builtin>> {
  const environment = environmentOf();
  const found: Record<string, Builtin> = {};
  for (const name of DIRECT) found[name] = direct(environment, name);
  const fromMillis = direct(environment, 'fromMillis');
  const toMillis = direct(environment, 'toMillis');
  const pad = direct(environment, 'pad');
  const needsText = (args: readonly unknown[], from: number): void => {
    for (const arg of args.slice(from)) if (typeof arg !== 'string') throw new NeedsOracle();
  };
  return {
    ...found,
    now: (args, context, world) => fromMillis([world.now, ...args], context, world),
    millis: (_args, _context, world) => world.now,
    // A picture fills missing parts from the clock, which jsonata takes from elsewhere.
    toMillis: (args, context, world) => {
      if (args.length !== 1) throw new NeedsOracle();
      return toMillis(args, context, world);
    },
    lookup: (args) => {
      if (args.length !== 2 || typeof args[1] !== 'string') throw new NeedsOracle();
      return lookup(args[0], args[1]);
    },
    contains: (args) => {
      if (args.length !== 2 || (args[0] !== undefined && typeof args[0] !== 'string'))
        throw new NeedsOracle();
      needsText(args, 1);
      return args[0] === undefined ? undefined : args[0].includes(String(args[1]));
    },
    split: (args) => {
      if (args.length !== 2 || typeof args[0] !== 'string') throw new NeedsOracle();
      needsText(args, 1);
      return args[0].split(String(args[1]));
    },
    pad: (args, context, world) => {
      if (args.some((arg) => typeof arg === 'number' && Math.abs(arg) > added.LONGEST_TEXT))
        throw new NeedsOracle();
      return pad(args, context, world);
    },
    ...Object.fromEntries(
      Object.keys(added.ADDED).map((name): [string, Builtin] => [
        name,
        (args, _context, world) => added.called(name, args, world.random),
      ]),
    ),
  };
}

export const BUILTINS = table();
