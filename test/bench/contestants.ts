/** The sides that are ours, and the floor under them: what the disk allows. */
import type { Contestant } from './alternate.ts';

export const JOURNAL: Contestant = {
  name: 'a bare journal',
  durability: 'fdatasync, in groups',
  side: 'sides/journal.ts',
};

export const ENGINE: Contestant = {
  name: 'the engine alone, tasks that do nothing',
  durability: 'SQLite WAL, synchronous=FULL, in groups',
  side: 'sides/engine.ts',
};

export const PRODUCT: Contestant = {
  name: 'the product: contacts, routing, consent, rendering, claims, history, counts',
  durability: 'SQLite WAL, synchronous=FULL, in groups',
  side: 'sides/product.ts',
};
