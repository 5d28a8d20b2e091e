/**
 * What a price assumes of people: who opens, which path they take, where they live; and prices of one's own contract. All of
 * it has a default, any of it can be said, and what is wrong in it is told all at once.
 */
import { quoteList, suggest } from '../diagnostics/near.ts';
import type { Definition } from '../language/definition.ts';
import { isJsonObject, type Json } from '../language/json.ts';
import { interruptsOf } from '../lower/interrupts.ts';
import { decimal, ONE } from './money.ts';
import { PRICES } from './prices.ts';

export type Rates = {
  /** Share of mails that a person opens; also of contacts for whom `email-opened` holds. */
  readonly opened: number;
  /** Share of mails and push messages with a click; also of contacts for whom `email-clicked` holds. */
  readonly clicked: number;
  /** Share of runs for which no event comes before a `wait-for-event` times out. */
  readonly timeout: number;
  /** Share of messages and webhooks that are refused for good and take the step's failure path. */
  readonly rejected: number;
  /** Share of messages held until the sending hours begin. Unless said, the share of the week that lies outside them. */
  readonly held?: number;
  /** Share of marketing messages on channels that the tenant caps. */
  readonly capped?: number;
  /** By step and path: the share of runs at the step that take it. Paths not named share the rest evenly. */
  readonly paths: { readonly [step: string]: { readonly [path: string]: number } };
  /** Where the recipients of text messages live, by ISO code; the rest is `other`. */
  readonly countries: { readonly [country: string]: number };
  readonly mail: 'essentials' | 'a-la-carte';
  /** Dollars for a unit, by the id of a price, or `sms-` and a country. */
  readonly prices: { readonly [id: string]: number };
};

export const RATES: Rates = {
  opened: 0.5,
  clicked: 0.1,
  timeout: 0.5,
  rejected: 0,
  paths: {},
  countries: { US: 1 },
  mail: 'essentials',
  prices: {},
};

export type RatesRead =
  | { readonly ok: true; readonly rates: Rates }
  | { readonly ok: false; readonly problems: readonly string[] };

const SHARES = ['opened', 'clicked', 'timeout', 'rejected', 'held', 'capped'] as const;
const FIELDS = [...SHARES, 'paths', 'countries', 'mail', 'prices'];

/** Rates out of JSON, over the defaults; `definition` says which steps and paths there are. */
export function readRates(value: Json, definition: Definition): RatesRead {
  if (!isJsonObject(value)) return { ok: false, problems: ['The rates are not an object.'] };
  const problems: string[] = [];
  const complain = (problem: string): void => void problems.push(problem);
  for (const name of Object.keys(value))
    if (!FIELDS.includes(name)) complain(`There is no rate \`${name}\`. ${suggest(name, FIELDS)}`);
  const shares = Object.fromEntries(
    SHARES.flatMap((name) => {
      const share = value[name];
      if (share === undefined) return [];
      return isShare(share, name, complain) ? [[name, share] as const] : [];
    }),
  );
  const paths = pathShares(value.paths, definition, complain);
  const countries = sharesIn(value.countries, 'countries', complain);
  for (const country of Object.keys(countries))
    if (!/^([A-Z]{2}|other)$/.test(country))
      complain(`\`countries/${country}\` is no ISO code of two capital letters.`);
  const { mail = RATES.mail } = value;
  if (mail !== 'essentials' && mail !== 'a-la-carte')
    complain('`mail` is neither `essentials` nor `a-la-carte`.');
  const prices = pricesIn(value.prices, complain);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    rates: {
      ...RATES,
      ...shares,
      paths,
      mail: mail === 'a-la-carte' ? mail : 'essentials',
      prices,
      ...(value.countries === undefined ? {} : { countries }),
    },
  };
}

type Complain = (problem: string) => void;

function isShare(value: Json, at: string, complain: Complain): value is number {
  const good = typeof value === 'number' && value >= 0 && value <= 1;
  if (!good) complain(`\`${at}\` is not a number from 0 to 1.`);
  return good;
}

/** An object of shares that add up to at most 1. */
function sharesIn(value: Json | undefined, at: string, complain: Complain): { [name: string]: number } {
  const shares: [string, number][] = [];
  if (value === undefined) return {};
  if (!isJsonObject(value)) complain(`\`${at}\` is not an object of shares.`);
  else
    for (const [name, share] of Object.entries(value))
      if (isShare(share, `${at}/${name}`, complain)) shares.push([name, share]);
  if (shares.reduce((all, [, share]) => all + decimal(share), 0n) > ONE)
    complain(`The shares in \`${at}\` add up to more than 1.`);
  return Object.fromEntries(shares);
}

function pathShares(value: Json | undefined, definition: Definition, complain: Complain): Rates['paths'] {
  if (value === undefined) return {};
  if (!isJsonObject(value)) {
    complain('`paths` is not an object of steps.');
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([step, shares]) => {
      const known = pathsOf(definition, step);
      const read = sharesIn(shares, `paths/${step}`, complain);
      const steps = Object.keys(definition.steps);
      if (known === undefined) complain(`There is no step \`${step}\`. ${suggest(step, steps)}`);
      else if (known.length === 0) complain(`The step \`${step}\` has no paths to choose from.`);
      else
        for (const path of Object.keys(read))
          if (!known.includes(path))
            complain(`The step \`${step}\` has no path \`${path}\`. Its paths are ${quoteList(known)}.`);
      return [step, read];
    }),
  );
}

/** Everything that can lead away from a step, by the name that its choice knows; `undefined` when there is no such step. */
export function pathsOf(definition: Definition, id: string): readonly string[] | undefined {
  const step = Object.hasOwn(definition.steps, id) ? definition.steps[id] : undefined;
  const interrupts = interruptsOf(definition).map((one) => one.id);
  switch (step?.kind) {
    case undefined:
      return undefined;
    case 'branch':
      return [...step.paths.map((path) => path.id), ...interrupts, 'otherwise'];
    case 'split':
      return step.paths.map((path) => path.id);
    case 'wait-for-event':
      return [...step.paths.map((path) => path.id), ...interrupts, 'timeout'];
    case 'wait':
      return interrupts.length === 0 ? [] : [...interrupts, 'timeout'];
    default:
      return [];
  }
}

function pricesIn(value: Json | undefined, complain: Complain): { [id: string]: number } {
  if (value === undefined) return {};
  if (!isJsonObject(value)) {
    complain('`prices` is not an object of dollars.');
    return {};
  }
  const known = Object.keys(PRICES);
  const prices: [string, number][] = [];
  for (const [id, usd] of Object.entries(value)) {
    if (!known.includes(id) && !/^sms-([A-Z]{2}|other)$/.test(id))
      complain(`There is no price \`${id}\`. ${suggest(id, [...known, 'sms-US'])}`);
    if (typeof usd === 'number' && usd >= 0 && usd < 1000) prices.push([id, usd]);
    else complain(`\`prices/${id}\` is not a number of dollars for one unit.`);
  }
  return Object.fromEntries(prices);
}
