/** A small tenant: two workflows and four people, three of whom go all the way through one, two of whom wait in the other. */
import { readFileSync } from 'node:fs';
import type { Product } from './product.ts';

const yaml = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const consents = { email: 'in', sms: 'in' };

const PEOPLE = [
  {
    email: 'ada@example.com',
    phone: '+32470123456',
    firstName: 'Ada',
    lastName: 'Lovelace',
    tags: { add: ['regular'] },
    consents,
    lists: { join: ['tour', 'newsletter'] },
  },
  {
    email: 'grace@example.com',
    phone: '+32470123457',
    firstName: 'Grace',
    lastName: 'Hopper',
    consents,
    lists: { join: ['tour', 'newsletter'] },
  },
  {
    email: 'radia@example.com',
    phone: '+32470123458',
    firstName: 'Radia',
    lastName: 'Perlman',
    consents: { email: 'in', sms: 'out' },
    lists: { join: ['tour'] },
  },
  { email: 'barbara@example.com', firstName: 'Barbara', lastName: 'Liskov', consents },
];

/** Publishes the workflows and lets the people in; gives ids by first name, once every run has come to rest. */
export async function seed(product: Product): Promise<Readonly<Record<string, string>>> {
  for (const [name, path] of [
    ['welcome', '../../examples/welcome.yaml'],
    ['tour', './tour.yaml'],
  ] as const) {
    await product.putYaml(`/v1/workflows/${name}`, yaml(path));
    await product.call('POST', `/v1/workflows/${name}/publish`, { start: true });
  }
  const ids: Record<string, string> = {};
  for (const person of PEOPLE) {
    const { id } = await product.call('POST', '/v1/contacts', person);
    ids[person.firstName] = String(id);
  }
  return ids;
}
