/** The contract of the item store again, on a DynamoDB that throttles, loses answers and leaves keys unprocessed. */
import { afterAll, expect } from 'vitest';
import { storeContract } from '../store/contract.ts';
import { faults } from './faults.ts';
import { openHome } from './store-home.ts';

const bad = faults(20_261_122);
storeContract('DynamoDB on a bad day', () => openHome(bad.install), 3);

afterAll(() => {
  const { throttled, broken, lost, unprocessed } = bad.counts;
  for (const often of [throttled, broken, lost]) expect(often).toBeGreaterThan(10);
  expect(unprocessed).toBeGreaterThan(0);
});
