/** Contacts: made or changed by any of their names, read, listed, erased. */
import Type from 'typebox';
import { FROM_API } from '../../domain/contact/cause.ts';
import { changeContact } from '../../domain/contact/change-contact.ts';
import { eraseContact } from '../../domain/contact/erase.ts';
import { findByEmail, findByPhone, listCards, readCard } from '../../domain/contact/find.ts';
import { upsertContact } from '../../domain/contact/upsert.ts';
import { listActivity } from '../../domain/event/activity.ts';
import { CONTACT_ID_RULE, type ContactId, isContactId, type TenantId } from '../../domain/ids.ts';
import { readTenant } from '../../domain/tenant/tenant.ts';
import type { Store } from '../../ports/store.ts';
import { invalid, notFound, type Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Nothing } from '../schema.ts';
import { askedChanges, refusal, shownCard } from './changes.ts';
import { CONTACT_PARTS } from './parts.ts';
import { Activity, Contact, ContactChanges, ContactInput } from './schema.ts';

const byId = Type.Object({ id: Type.String() });

export const contactRoutes = [
  route({
    method: 'GET',
    path: '/v1/contacts',
    tag: 'Contacts',
    summary: 'Contacts, newest first; or those of an address or number',
    role: 'viewer',
    query: Type.Object(
      {
        email: Type.Optional(Type.String({ maxLength: 320 })),
        phone: Type.Optional(Type.String({ maxLength: 40, description: 'E.164.' })),
        ...paging,
      },
      { additionalProperties: false },
    ),
    response: listOf(Contact),
    handle: async ({ deps, tenant, query }) => {
      const now = deps.clock.now();
      if (query.email === undefined && query.phone === undefined) {
        const { cards, next } = await listCards(deps.store, tenant, pagingOf(query));
        const items = cards.map((card) => shownCard(card, now));
        return { body: next === undefined ? { items } : { items, next } };
      }
      const ids = await idsOf(deps.store, tenant, query.email, query.phone);
      const cards = await Promise.all(ids.map((id) => readCard(deps.store, tenant, id)));
      return { body: { items: cards.flatMap((card) => (card === undefined ? [] : [shownCard(card, now)])) } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/contacts',
    tag: 'Contacts',
    summary: 'Make a contact, or change the one of that id, address or number',
    description: 'Looked up by `id`, else `email`, else `phone`. 201 when made, 200 when it was there.',
    role: 'editor',
    body: ContactInput,
    response: Contact,
    statuses: [201, 200],
    handle: async ({ deps, tenant, body: { id, ...body } }) => {
      if (id !== undefined && !isContactId(id)) throw invalid('/id', `takes ${CONTACT_ID_RULE}.`);
      const { email, phone, ...rest } = body;
      const country = rest.address?.country ?? (await readTenant(deps.store, tenant))?.country;
      const asked = askedChanges(rest);
      const given = {
        ...(id === undefined ? {} : { id }),
        ...(typeof email === 'string' ? { email } : {}),
        ...(typeof phone === 'string' ? { phone } : {}),
      };
      const named = 'email' in given || 'phone' in given || 'id' in given;
      if (!named) throw invalid('', 'needs `id`, `email` or `phone`.');
      const identity = { ...given, ...(typeof country === 'string' ? { country } : {}) };
      const changes = asked.map(({ change }) => change);
      const done = await upsertContact(deps, tenant, identity, changes, FROM_API);
      // The address and number of the identity are changes before those asked.
      const offset = Number('email' in given) + Number('phone' in given);
      if (done.outcome === 'refused') throw refusal(done.problems, asked, offset);
      return {
        status: done.outcome === 'created' ? 201 : 200,
        body: shownCard(done.card, deps.clock.now()),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/contacts/{id}',
    tag: 'Contacts',
    summary: 'One contact',
    role: 'viewer',
    params: byId,
    response: Contact,
    handle: async ({ deps, tenant, params }) => {
      const card = await readCard(deps.store, tenant, contactId(params.id));
      if (card === undefined) throw unknownContact();
      return { body: shownCard(card, deps.clock.now()) };
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/contacts/{id}',
    tag: 'Contacts',
    summary: 'Change a contact: all of the changes or none',
    role: 'editor',
    params: byId,
    body: ContactChanges,
    response: Contact,
    handle: async ({ deps, tenant, params, body }) => {
      const asked = askedChanges(body);
      const changes = asked.map(({ change }) => change);
      const done = await changeContact(deps, tenant, contactId(params.id), changes, FROM_API);
      if (done.outcome === 'absent') throw unknownContact();
      if (done.outcome === 'refused') throw refusal(done.problems, asked);
      return { body: shownCard(done.card, deps.clock.now()) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/contacts/{id}',
    tag: 'Contacts',
    summary: 'Erase a contact with everything about it',
    role: 'editor',
    params: byId,
    response: Nothing,
    statuses: [204],
    handle: async ({ deps, tenant, params }) => {
      if (!(await eraseContact(deps, tenant, contactId(params.id), CONTACT_PARTS))) throw unknownContact();
      return { body: {} };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/contacts/{id}/activity',
    tag: 'Contacts',
    summary: 'What happened to a contact, newest first',
    role: 'viewer',
    params: byId,
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Activity),
    handle: async ({ deps, tenant, params, query }) => {
      const id = contactId(params.id);
      if ((await readCard(deps.store, tenant, id)) === undefined) throw unknownContact();
      const { activity: items, next } = await listActivity(deps.store, tenant, id, pagingOf(query));
      return { body: next === undefined ? { items } : { items, next } };
    },
  }),
];

async function idsOf(
  store: Store,
  tenant: TenantId,
  email: string | undefined,
  phone: string | undefined,
): Promise<readonly ContactId[]> {
  const byPhone = phone === undefined ? undefined : await findByPhone(store, tenant, phone);
  if (email === undefined) return byPhone ?? [];
  const id = await findByEmail(store, tenant, email);
  if (id === undefined) return [];
  return byPhone === undefined || byPhone.includes(id) ? [id] : [];
}

/** What cannot be an id is the id of nobody. */
function contactId(text: string): ContactId {
  if (!isContactId(text)) throw unknownContact();
  return text;
}

function unknownContact(): Problem {
  return notFound('contact of that id');
}
