import { expect } from 'vitest';
import type { Played } from './play.ts';

/** Every message once: an outbox that commits with its claim allows nothing else. */
export function expectWhole({ ending, problems }: Played): void {
  expect(problems).toEqual([]);
  expect(ending.messages).toEqual([...new Set(ending.messages)]);
}
