/** No run is stuck: each test breaks one link of the chain, and time alone mends it. */
import { describe, expect, it } from 'vitest';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { recordEvent } from '../../functions/domain/event/record.ts';
import { executionName } from '../../functions/domain/run/enrol.ts';
import { listRuns, readRun } from '../../functions/domain/run/read.ts';
import { sweep } from '../../functions/domain/run/sweep.ts';
import { readVersion } from '../../functions/domain/workflow/pinned.ts';
import { create as router } from '../../functions/handlers/router.ts';
import type { Machines } from '../../functions/ports/machines.ts';
import { inWorld } from '../stories/stage.ts';
import {
  begin,
  contact,
  contactId,
  DAY,
  HOUR,
  START,
  tenant,
  time,
  type World,
  workflow,
} from '../stories/world.ts';

const FLOW = `
language: 1
name: waits
triggers: [{ on: external.occurred, name: start }]
start: answer
steps:
  answer:
    kind: wait-for-event
    paths: [{ id: "bought", event: { on: external.occurred, name: order }, next: thank }]
    timeout: { after: 2 days, next: forget }
  thank: { kind: add-tag, tag: thanked, next: end }
  forget: { kind: add-tag, tag: forgotten, next: end }
`;

/** Delivers one event with a router whose Step Functions are broken in one way. */
async function deliver(world: World, name: string, broken: Partial<Machines>, whom = 'ada'): Promise<void> {
  const { deps } = world.runtime;
  const { startWith: _together, ...apart } = deps.machines;
  const machines = { ...apart, ...broken };
  const properties = { name };
  const id = `e-${name}-${whom}`;
  const told = await recordEvent(
    deps,
    tenant,
    contactId(whom),
    { id, type: 'external.occurred', properties },
    FROM_API,
  );
  if (told.outcome !== 'recorded') throw new Error(told.outcome);
  const event = { tenant, contact: whom, id, row: told.row, type: 'external.occurred', at: '', depth: 0 };
  await router({ ...deps, machines })([event]);
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

const broken = async (): Promise<never> => {
  throw new Error('Step Functions do not answer');
};

/** Still: the feed would deliver the events too, with a Step Functions that works. */
const withWorld = (check: (world: World) => Promise<void>): Promise<void> =>
  inWorld({ still: true }, [begin, workflow(FLOW), contact('ada')], check);

const only = async ({ runtime }: World) => {
  const { runs } = await listRuns(runtime.store, tenant, { workflow: 'waits', limit: 10 });
  const whole = await readRun(runtime.store, tenant, runs[0]?.run ?? '');
  if (whole === undefined) throw new Error('there is no run');
  return whole;
};

describe('the sweeper', () => {
  it('starts a run whose execution never started', () =>
    withWorld(async (world) => {
      await deliver(world, 'start', { start: broken });
      expect((await only(world)).state).toBe('running');
      await world.runtime.functions.schedule.sweeper();
      expect((await only(world)).turn).toBe(0);
      world.clock.advanceTo(START + HOUR);
      await world.runtime.functions.schedule.sweeper();
      await world.runtime.idle();
      expect((await only(world)).state).toBe('waiting');
    }));

  it('leaves who cannot be started now for a later round, and everybody starts', () =>
    withWorld(async (world) => {
      const { deps } = world.runtime;
      const people = Array.from({ length: 80 }, (_, index) => `p${index}`);
      for (const id of people) await contact(id)(world);
      const later = async () => 'later' as const;
      for (const id of people) await deliver(world, 'start', { start: later }, id);
      world.clock.advanceTo(START + HOUR);
      const patient = { ...deps, machines: { ...deps.machines, start: later }, log: silent };
      const round = await sweep(patient);
      expect(round.failed).toBe(0);
      // Asked for patience, it does not ask for all the others too.
      expect(round.looked).toBeGreaterThan(0);
      expect(round.looked).toBeLessThan(people.length);
      world.clock.advanceTo(START + 2 * HOUR);
      await world.runtime.functions.schedule.sweeper();
      await world.runtime.idle();
      const { runs } = await listRuns(world.runtime.store, tenant, { workflow: 'waits', limit: 100 });
      expect(runs.map(({ state }) => state)).toEqual(people.map(() => 'waiting'));
    }));

  it('tells a wake again that was decided but never told', () =>
    withWorld(async (world) => {
      await deliver(world, 'start', {});
      await world.runtime.idle();
      expect((await only(world)).state).toBe('waiting');
      await deliver(world, 'order', { succeed: broken });
      await world.runtime.idle();
      expect(await only(world)).toMatchObject({ state: 'running', last: { path: 'bought' } });
      world.clock.advanceTo(START + HOUR);
      await world.runtime.functions.schedule.sweeper();
      await world.runtime.idle();
      expect((await only(world)).history.map(({ did }) => did)).toEqual([
        'entered',
        'parked',
        'woke',
        'changed',
        'ended',
      ]);
    }));

  it('fails a run whose execution ended without it', () =>
    withWorld(async (world) => {
      await deliver(world, 'start', {});
      await world.runtime.idle();
      const { run } = await only(world);
      const version = await readVersion(world.runtime.store, tenant, 'waits', 1);
      await world.runtime.deps.machines.stop(
        version?.machine ?? '',
        executionName(run),
        'somebody stopped it by hand',
      );
      await world.runtime.advance(3 * DAY);
      expect(await only(world)).toMatchObject({ state: 'failed', error: { name: 'ExecutionLost' } });
    }));

  it('leaves alone what is not due', () =>
    withWorld(async (world) => {
      await deliver(world, 'start', {});
      await world.runtime.idle();
      const before = await only(world);
      await time(DAY)(world);
      expect(await only(world)).toEqual(before);
    }));
});
