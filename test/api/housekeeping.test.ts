import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { once } from '../../functions/api/idempotency.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { removeExpired } from '../../infra/local/housekeeping.ts';
import { openRuntime } from '../../infra/local/runtime.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const PASS = JSON.stringify({
  StartAt: 'a',
  QueryLanguage: 'JSONata',
  States: { a: { Type: 'Pass', End: true } },
});

test('kept answers go after a day and executions after ninety; what does not expire stays', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sojourn-house-'));
  const clock = manualClock(START);
  const runtime = await openRuntime({ dir, clock });
  const { store, machines } = runtime.deps;
  try {
    await store.write([{ do: 'put', key: { pk: 'shop|tenant', sk: 'tenant' }, body: {} }]);
    for (let n = 0; n < 250; n += 1) {
      await once({ store, clock }, { tenant: 'shop', key: `k${n}`, fingerprint: 'x' }, async () =>
        Response.json({}),
      );
    }
    const machine = await machines.create('pass', PASS);
    await machines.start(machine, 'one', {});
    await runtime.idle();
    expect(await removeExpired(runtime)).toBe(0);
    clock.advanceTo(START + 25 * HOUR);
    expect(await removeExpired(runtime)).toBe(250);
    expect(await machines.status(machine, 'one')).toBe('SUCCEEDED');
    clock.advanceTo(START + 91 * 24 * HOUR);
    expect(await removeExpired(runtime)).toBe(1);
    expect(await machines.status(machine, 'one')).toBeUndefined();
    expect(await store.get({ pk: 'shop|tenant', sk: 'tenant' })).toBeDefined();
  } finally {
    await runtime.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
