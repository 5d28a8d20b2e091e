import { expect, it } from 'vitest';
import { readCard } from '../../functions/domain/contact/find.ts';
import { inWorld } from '../stories/stage.ts';
import { begin, contact, contactId, idle, tenant, time, workflow } from '../stories/world.ts';

const SHORT = `
language: 1
name: short
triggers: [{ on: contact.added }]
start: pause
steps:
  pause: { kind: wait, for: 1 second, next: mark }
  mark: { kind: add-tag, tag: waited, next: end }
`;

it('a wait that begins within a second is not cut short by the whole seconds of a Wait state', () =>
  inWorld({}, [time(700), begin, workflow(SHORT), contact('ada'), idle], async (world) => {
    const tagged = async () =>
      Object.keys((await readCard(world.runtime.store, tenant, contactId('ada')))?.tags ?? {});
    await world.runtime.advance(999);
    expect(await tagged()).toEqual([]);
    await world.runtime.advance(301);
    expect(await tagged()).toEqual(['waited']);
  }));
