/** A store on disk in a folder of its own, a clock that the test moves, ids in order: what the tests of contacts run on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContactId, isContactId, isTenantId, type TenantId } from '../../functions/domain/ids.ts';
import type { Ids } from '../../functions/ports/ids.ts';
import { type ManualClock, manualClock } from '../../infra/local/clock.ts';
import { type Faults, noFaults } from '../../infra/local/faults.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { type LocalStore, openStore } from '../../infra/local/store/store.ts';

export type TestHome = {
  readonly store: LocalStore;
  readonly clock: ManualClock;
  readonly ids: Ids;
  readonly close: () => Promise<void>;
};

export const START = Date.parse('2026-06-15T12:00:00.000Z');

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sojourn-contact-'));
}

/** Opens a folder, a new one unless given; `close` removes it. */
export function openHome(folder: string = newFolder(), faults: Faults = noFaults): TestHome {
  const db = openDatabase({ folder, faults });
  let count = 0;
  return {
    store: openStore(db),
    clock: manualClock(START),
    ids: { random: () => `random${++count}` },
    close: async () => {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function tenantId(text: string): TenantId {
  if (!isTenantId(text)) throw new Error(`no tenant id: ${text}`);
  return text;
}

export function contactId(text: string): ContactId {
  if (!isContactId(text)) throw new Error(`no contact id: ${text}`);
  return text;
}
