/** The demo's story, told to a product that was started as a user starts it, and held against what its people did. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, inner, number } from '../../examples/demo/api.ts';
import { type Product, startProduct } from '../../examples/demo/product.ts';
import { type Told, tellStory } from '../../examples/demo/story.ts';

const CONTACTS = 40;
let product: Product;
let told: Told;

beforeAll(async () => {
  product = await startProduct();
  told = await tellStory({
    url: product.url,
    key: product.key,
    contacts: CONTACTS,
    seed: 11,
    daySeconds: 3,
    otherSeconds: 1,
    progress: () => {},
  });
}, 120_000);

afterAll(async () => {
  await product.stop();
});

const report = (workflow: string): Answer => told.reports.get(workflow) ?? {};
const step = (workflow: string, id: string): Answer => inner(inner(report(workflow), 'steps'), id);

it('welcomes everybody once, and follows up on one way or the other', () => {
  expect(number(report('welcome'), 'entered')).toBe(CONTACTS);
  expect(number(step('welcome', 'thanks'), 'sent')).toBe(CONTACTS);
  expect(number(step('welcome', 'story'), 'entered') + number(step('welcome', 'reminder'), 'entered')).toBe(
    CONTACTS,
  );
  expect(number(step('welcome', 'reminder'), 'skipped')).toBeGreaterThan(0);
  expect(number(step('welcome', 'mark'), 'left')).toBe(CONTACTS);
});

it('goes round a loop as often as its jump allows', () => {
  const readers = number(report('letters'), 'entered');
  expect(readers).toBeGreaterThan(0);
  expect(number(step('letters', 'letter'), 'entered')).toBe(12 * readers);
});

it('scores every open once, and hands over who reached a hundred points', () => {
  expect(told.deeds.opens).toBeGreaterThan(0);
  expect(number(report('lead-scoring'), 'entered')).toBe(told.deeds.opens);
  const qualified = [...told.deeds.opensOf.values()].filter((opens) => opens >= 10).length;
  expect(qualified).toBeGreaterThan(0);
  expect(number(report('qualified-lead'), 'entered')).toBe(qualified);
  expect(number(step('qualified-lead', 'tell-sales'), 'sent')).toBe(qualified);
});

it('leaves nobody inside, and every count adds up', () => {
  for (const counts of told.reports.values()) {
    expect(number(counts, 'inside') + number(counts, 'failed')).toBe(0);
    expect(number(counts, 'left')).toBe(number(counts, 'entered'));
  }
});
