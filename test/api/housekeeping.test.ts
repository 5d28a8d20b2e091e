import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { once } from '../../functions/api/idempotency.ts';
import { removeExpired } from '../../infra/local/housekeeping.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { openStore } from '../../infra/local/store/store.ts';

test('kept answers are gone a day later, and what does not expire stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-house-'));
  const db = openDatabase({ folder });
  const store = openStore(db);
  let now = Date.UTC(2026, 0, 1);
  const clock = { now: () => now };
  try {
    await store.write([{ do: 'put', key: { pk: 'shop|tenant', sk: 'tenant' }, body: {} }]);
    for (let n = 0; n < 250; n += 1) {
      await once({ store, clock }, { tenant: 'shop', key: `k${n}`, fingerprint: 'x' }, async () =>
        Response.json({}),
      );
    }
    expect(await removeExpired(store, clock)).toBe(0);
    now += 25 * 3_600_000;
    expect(await removeExpired(store, clock)).toBe(250);
    expect(await store.get({ pk: 'shop|tenant', sk: 'tenant' })).toBeDefined();
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
