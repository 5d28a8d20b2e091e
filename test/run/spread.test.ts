/** Moments that many wait for are spread, each run's share fixed when it parks; other waits end when they said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../functions/domain/run/read.ts';
import { changeTenant } from '../../functions/domain/tenant/tenant.ts';
import { MOST_SPREAD, spreadMs } from '../../functions/domain/time/spread.ts';
import {
  begin,
  contact,
  DAY,
  event,
  openWorld,
  START,
  tenant,
  withFolder,
  workflow,
} from '../stories/world.ts';

const flow = (wait: string): string => `
language: 1
name: waits
triggers: [{ on: external.occurred, name: start }]
start: pause
steps:
  pause: { kind: wait, ${wait}, next: tag }
  tag: { kind: add-tag, tag: later, next: end }
`;

const PEOPLE = Array.from({ length: 40 }, (_, index) => `p${index}`);

/** Seconds after the moment that each run's wait ends, and how many had ended an hour after it. */
async function endsOf(
  wait: string,
  spreadSeconds: number,
): Promise<{ ends: readonly number[]; done: number }> {
  return withFolder(async (dir) => {
    const world = await openWorld(dir, START);
    await begin(world);
    await changeTenant(world.runtime.store, tenant, { zone: 'UTC', spreadSeconds });
    await workflow(flow(wait))(world);
    for (const id of PEOPLE) {
      await contact(id)(world);
      await event(`start-${id}`, id, 'external.occurred', { name: 'start' })(world);
    }
    await world.runtime.idle();
    const list = async () =>
      (await listRuns(world.runtime.store, tenant, { workflow: 'waits', limit: 100 })).runs;
    const untils = (await list()).map((run) => Date.parse(run.wait?.until ?? ''));
    const first = Math.floor(Math.min(...untils) / 3_600_000) * 3_600_000;
    await world.advanceTo(first + 3_600_000);
    const done = (await list()).filter(({ state }) => state === 'done').length;
    await world.runtime.close();
    return { ends: untils.map((until) => (until - first) / 1000), done };
  });
}

describe('the ends of waits', () => {
  it('are spread where many wait for the same moment', async () => {
    const { ends, done } = await endsOf('day: { on: any, at: "23:00" }', 600);
    expect(Math.max(...ends)).toBeLessThan(600);
    expect(new Set(ends).size).toBeGreaterThan(PEOPLE.length / 2);
    expect(done).toBe(PEOPLE.length);
  });

  it('are one moment where nobody asked to spread them', async () => {
    const { ends } = await endsOf('day: { on: any, at: "23:00" }', 0);
    expect(new Set(ends)).toEqual(new Set([0]));
  });

  it('are as said where everybody waits by their own clock', () => {
    expect(spreadMs({ kind: 'wait', for: '1 day', next: 'a' }, 'run', MOST_SPREAD)).toBe(0);
  });

  it('are the same whenever they are asked for, and within the spread', () => {
    const step = { kind: 'wait', day: { on: 'any', at: '09:00' }, next: 'a' } as const;
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: MOST_SPREAD }), (run, seconds) => {
        const share = spreadMs(step, run, seconds);
        expect(spreadMs(step, run, seconds)).toBe(share);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThan(Math.max(1, seconds) * 1000);
        expect(share % 1000).toBe(0);
      }),
    );
    expect(DAY).toBeGreaterThan(MOST_SPREAD * 1000);
  });
});
