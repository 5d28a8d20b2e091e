/** Several workers at once, over the real runtime: whoever comes second follows the first. */
import { describe, expect, it } from 'vitest';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { listDeadLetters } from '../../functions/domain/event/dead-letter.ts';
import { recordEvent } from '../../functions/domain/event/record.ts';
import { readReport } from '../../functions/domain/report/counts.ts';
import { hex } from '../../functions/domain/run/keys.ts';
import { readRun } from '../../functions/domain/run/read.ts';
import type { BusEvent } from '../../functions/ports/bus.ts';
import { inWorld } from '../stories/stage.ts';
import {
  begin,
  contact,
  contactId,
  DAY,
  event,
  HOUR,
  MINUTE,
  START,
  tenant,
  time,
  type World,
  workflow,
} from '../stories/world.ts';

const WAITS = `
language: 1
name: waits
triggers: [{ on: contact.added }]
start: answer
steps:
  answer:
    kind: wait-for-event
    paths: [{ id: "bought", event: { on: external.occurred, name: order }, next: thank }]
    timeout: { after: 2 days, next: forget }
  thank: { kind: add-tag, tag: thanked, next: end }
  forget: { kind: add-tag, tag: forgotten, next: end }
`;

const run = `ada.${hex('waits').slice(0, 12)}`;

const ways = async ({ runtime }: World): Promise<readonly string[]> => {
  const whole = await readRun(runtime.store, tenant, run);
  return whole?.history.map(({ did, path }) => `${did} ${path ?? ''}`.trim()) ?? [];
};

describe('one wait', () => {
  it('is ended once by two workers who deliver the same event at once', () =>
    inWorld({}, [begin, workflow(WAITS), contact('ada'), time(HOUR)], async (world) => {
      const { deps, functions, advance } = world.runtime;
      const at = new Date(START + HOUR).toISOString();
      const told = await recordEvent(
        deps,
        tenant,
        contactId('ada'),
        { id: 'o1', type: 'external.occurred', at, properties: { name: 'order' } },
        FROM_API,
      );
      const row = told.outcome === 'recorded' ? told.row : '';
      const delivery: BusEvent = {
        tenant,
        contact: 'ada',
        id: 'o1',
        row,
        type: 'external.occurred',
        at,
        depth: 0,
      };
      const both = await Promise.all([
        functions.queue.router([delivery, delivery]),
        functions.queue.router([delivery]),
      ]);
      expect(both.flatMap(({ failed }) => failed)).toEqual([]);
      await advance(3 * DAY);
      expect(await ways(world)).toEqual(['entered', 'parked', 'woke bought', 'changed', 'ended']);
    }));

  it('goes one way when event and timeout come in the same millisecond', () =>
    inWorld(
      {},
      [
        begin,
        workflow(WAITS),
        contact('ada'),
        // Parked at the start; the timeout falls due at the moment of the event.
        time(2 * DAY - 1),
        event('o1', 'ada', 'external.occurred', { name: 'order' }, START + 2 * DAY - 1),
        async ({ clock, runtime }) => {
          clock.advanceTo(START + 2 * DAY);
          await runtime.idle();
        },
        time(3 * DAY),
      ],
      async (world) => {
        const [, , woke, changed, ended, ...rest] = await ways(world);
        expect(['woke bought', 'woke timeout']).toContain(woke);
        expect([changed, ended, rest]).toEqual(['changed', 'ended', []]);
        const report = await readReport(world.runtime.store, tenant, 'waits');
        const paths = Object.values(report.steps.answer?.paths ?? {});
        expect(paths.reduce((sum, count) => sum + count, 0)).toBe(1);
      },
    ));
});

describe('one contact', () => {
  it('enters once when two workers bring the trigger at once', () =>
    inWorld({}, [begin, workflow(WAITS)], async (world) => {
      const { runtime } = world;
      const { deps } = runtime;
      await contact('ada')(world);
      await runtime.idle();
      const page = await deps.store.query(`${tenant}|contact|ada`, { prefix: 'act#', limit: 10 });
      const row = page.items[0]?.sk ?? '';
      const delivery: BusEvent = {
        tenant,
        contact: 'ada',
        id: 'x',
        row,
        type: 'contact.added',
        at: '',
        depth: 0,
      };
      await Promise.all(Array.from({ length: 4 }, () => runtime.functions.queue.router([delivery])));
      await runtime.idle();
      expect((await readReport(runtime.store, tenant, 'waits')).entered).toBe(1);
    }));
});

describe('what fails again and again', () => {
  const broken = { pk: `${tenant}|contact|ada`, sk: 'act#broken' };
  const order = { type: 'external.occurred', properties: { name: 'order' } };

  /** Messages logged as errors while `cause` breaks something and an order comes in. */
  const logged = async (cause: (world: World) => Promise<unknown>): Promise<readonly string[]> => {
    const messages: string[] = [];
    const log = { info: () => {}, warn: () => {}, error: (message: string) => void messages.push(message) };
    await inWorld({ log }, [begin, workflow(WAITS), contact('ada'), time(MINUTE)], async (world) => {
      const { deps, store, idle } = world.runtime;
      await Promise.all([cause(world), recordEvent(deps, tenant, contactId('ada'), order, FROM_API)]);
      await idle();
      const { items } = await listDeadLetters(store, tenant, { limit: 10 });
      messages.push(...items.map((letter) => letter.event?.id ?? letter.change?.sk ?? ''));
      expect(await ways(world)).toContain('woke bought');
    });
    return messages;
  };

  it('is kept apart when it is an event, and the others go on', async () => {
    const event = { tenant, contact: 'ada', id: 'b1', row: 'broken', type: order.type, at: '', depth: 0 };
    const messages = await logged(async ({ runtime: { store, deps } }) => {
      await store.write([{ do: 'put', key: { ...broken, sk: 'broken' }, body: null }]);
      await deps.bus.publish([event]);
    });
    expect(messages).toEqual(['an event became a dead letter', 'b1']);
  });

  it('is kept apart when it is a change, and the others of its batch go on', async () => {
    const messages = await logged(({ runtime: { store } }) =>
      store.write([{ do: 'put', key: broken, body: null }]),
    );
    expect(messages).toEqual(['a change became a dead letter', 'act#broken']);
  });
});
