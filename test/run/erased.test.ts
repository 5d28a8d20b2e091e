import { expect, it } from 'vitest';
import { eraseContact } from '../../functions/domain/contact/erase.ts';
import { publishChanges } from '../../functions/domain/event/publish.ts';
import { cardKey, contactPk } from '../../functions/domain/keys.ts';
import type { Change } from '../../functions/ports/store.ts';
import { inWorld } from '../stories/stage.ts';
import { begin, contact, contactId, idle, tenant, workflow } from '../stories/world.ts';

const TAGGED = `
language: 1
name: tagged
triggers: [{ on: contact.tagged, tag: lead }]
start: mark
steps:
  mark: { kind: add-tag, tag: seen, next: end }
`;

it('a change that is told after its contact was erased leaves nothing behind', () =>
  inWorld({}, [begin, workflow(TAGGED), contact('ada'), idle], async (world) => {
    const { deps, idle: calm } = world.runtime;
    const ada = contactId('ada');
    const key = cardKey(tenant, ada);
    const before = (await deps.store.get(key))?.body;
    await contact('ada', { do: 'add-tag', tag: 'lead' })(world);
    const after = await deps.store.get(key);
    await calm();
    await eraseContact(deps, tenant, ada, ['run', 'listen#', 'entered#']);
    await calm();
    if (before === undefined || after === undefined) throw new Error('there was no card');
    const change: Change = { seq: 'late', key, rev: after.rev, old: before, new: after.body };
    await publishChanges(deps, [change]);
    expect((await deps.store.query(contactPk(tenant, ada), { limit: 10 })).items).toEqual([]);
  }));
