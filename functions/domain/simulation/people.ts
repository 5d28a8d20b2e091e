/** Made-up contacts: the card is a function of profile, seed and number. Its values are valid by construction and not checked again. */
import type { Card, Channel, Consent, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { type Dice, weighted } from './dice.ts';
import type { FullProfile } from './profile.ts';

const NAMES = [
  'Ada',
  'Ben',
  'Carla',
  'Dario',
  'Elif',
  'Finn',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaya',
  'Luca',
];

type Weights = readonly (readonly [string, number])[];
type Rule = { readonly name: string; readonly share: number };

/** A profile with its tables unfolded once. */
export type Crowd = {
  readonly profile: FullProfile;
  readonly zones: Weights;
  readonly languages: Weights;
  readonly details: readonly {
    readonly name: string;
    readonly value: (draw: number) => DetailValue | undefined;
  }[];
  readonly tags: readonly Rule[];
  readonly lists: readonly Rule[];
};

export function crowdOf(profile: FullProfile): Crowd {
  const { people } = profile;
  const rules = (shares: { readonly [name: string]: number }): readonly Rule[] =>
    Object.entries(shares).map(([name, share]) => ({ name, share }));
  return {
    profile,
    zones: Object.entries(people.zones),
    languages: Object.entries(people.languages),
    details: Object.entries(people.details).map(([name, values]) => ({ name, value: valuesOf(values) })),
    tags: rules(people.tags),
    lists: rules(people.lists),
  };
}

function valuesOf(
  values: FullProfile['people']['details'][string],
): (draw: number) => DetailValue | undefined {
  const { from, to } = values;
  if (from !== undefined && to !== undefined && Object.keys(values).length === 2) {
    return (draw) => whole(draw, from, to);
  }
  const choices = Object.entries(values);
  return (draw) => weighted(draw, choices);
}

/** A whole number from `from` to `to`, both included. */
export const whole = (draw: number, from: number, to: number): number =>
  Math.floor(from + draw * (Math.floor(to) - Math.ceil(from) + 1));

export const personId = (index: number): string => `p${index}`;

/** The contact's card as it was when the simulation began. `at` is ISO 8601 in UTC. */
export function cardOf(crowd: Crowd, id: string, dice: Dice, at: string): Card {
  const { people } = crowd.profile;
  const zone = weighted(dice('zone'), crowd.zones);
  const language = weighted(dice('language'), crowd.languages);
  const email = consentOf(people.emailConsent, dice('email consent'), at);
  const sms = consentOf(people.smsConsent, dice('sms consent'), at);
  const push = consentOf(people.pushConsent, dice('push consent'), at);
  const consents: { [channel in Channel]?: Consent } = {};
  if (email !== undefined) consents.email = email;
  if (sms !== undefined) consents.sms = sms;
  if (push !== undefined) consents.push = push;
  return {
    id,
    ...(dice('email') < people.email ? { email: `${id}@example.com` } : {}),
    ...(dice('phone') < people.phone ? { phone: '+4915112345678' } : {}),
    ...(dice('device') < people.device
      ? { devices: [{ platform: 'fcm', token: `device-of-${id}`, at }] }
      : {}),
    ...(dice('name') < people.firstName
      ? { firstName: NAMES[Math.floor(dice('which name') * NAMES.length)] ?? 'Ada' }
      : {}),
    ...(zone === undefined ? {} : { zone }),
    ...(language === undefined ? {} : { language }),
    details: detailsOf(crowd, dice),
    tags: held(crowd.tags, 'tag', dice, { at, score: 0 }),
    score: { base: 0, parts: [] },
    lists: held(crowd.lists, 'list', dice, { at }),
    consents,
    createdAt: at,
    updatedAt: at,
  };
}

function detailsOf({ details }: Crowd, dice: Dice): Card['details'] {
  const found: { [name: string]: DetailValue } = {};
  for (const { name, value } of details) {
    const drawn = value(dice(`detail ${name}`));
    if (drawn !== undefined) found[name] = drawn;
  }
  return found;
}

function held<T>(rules: readonly Rule[], what: string, dice: Dice, entry: T): { readonly [name: string]: T } {
  const found: { [name: string]: T } = {};
  for (const { name, share } of rules) if (dice(`${what} ${name}`) < share) found[name] = entry;
  return found;
}

function consentOf(
  shares: { readonly in?: number; readonly out?: number },
  draw: number,
  at: string,
): Consent | undefined {
  const { in: yes = 0, out = 0 } = shares;
  if (draw < yes) return { state: 'in', at, source: 'profile' };
  return draw < yes + out ? { state: 'out', at, source: 'profile' } : undefined;
}
