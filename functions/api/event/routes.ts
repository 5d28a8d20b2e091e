/** Events from outside: one or many, each about one contact. Everything is looked at before anything is written. */
import Type, { type Static } from 'typebox';
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import { FROM_API } from '../../domain/contact/cause.ts';
import { findContact, upsertContact } from '../../domain/contact/upsert.ts';
import { REPORTABLE } from '../../domain/event/catalogue.ts';
import { checkEvent, type EventInput, recordEvent } from '../../domain/event/record.ts';
import { type ContactId, isContactId, type TenantId } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound, Problem, type ProblemItem } from '../problem.ts';
import { route } from '../route.ts';

const MOST = 500;

const Event = Type.Object(
  {
    type: Type.String({ description: `One of ${[...REPORTABLE].map((type) => `\`${type}\``).join(', ')}.` }),
    contact: Type.Object(
      {
        id: Type.Optional(Type.String()),
        email: Type.Optional(Type.String({ maxLength: 320 })),
        phone: Type.Optional(Type.String({ maxLength: 40 })),
      },
      { additionalProperties: false, minProperties: 1, maxProperties: 1, description: 'One of the three.' },
    ),
    at: Type.Optional(Type.String({ description: 'ISO 8601 with offset; now unless said.' })),
    id: Type.Optional(
      Type.String({ description: 'Your own id: told again within 30 days it is the same event.' }),
    ),
    properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false, title: 'Event' },
);
type Event = Static<typeof Event>;

export const eventRoutes = [
  route({
    method: 'POST',
    path: '/v1/events',
    tag: 'Events',
    summary: `Report an event, or up to ${MOST} in a list`,
    description:
      'An unknown e-mail address or number makes the contact; an unknown id is a 404. All are taken or none. ' +
      '`external.occurred` takes its `name` and any properties of your own.',
    role: 'editor',
    body: Type.Union([Event, Type.Array(Event, { minItems: 1, maxItems: MOST })]),
    response: Type.Object({
      accepted: Type.Array(
        Type.Object({
          id: Type.String(),
          contact: Type.String(),
          known: Type.Boolean({ description: 'It was told before; nothing was done.' }),
        }),
      ),
    }),
    statuses: [202],
    handle: async ({ deps, tenant, body }) => {
      const single = !Array.isArray(body);
      const events = single ? [body] : body;
      const inputs = events.map(inputOf);
      const errors = inputs.flatMap((input, index) =>
        problemOf(input, single ? '' : `/${index}`, deps.clock.now()),
      );
      const [first] = errors;
      if (first !== undefined) throw new Problem('refused', `\`${first.at}\`: ${first.detail}.`, { errors });
      const contacts = await contactsOf(deps, tenant, events, single);
      const accepted = await Promise.all(
        inputs.map(async (input, index) => {
          const contact = contacts[index];
          if (contact === undefined) throw notFound('contact of that id');
          const done = await recordEvent(deps, tenant, contact, input, FROM_API);
          if (done.outcome === 'absent') throw notFound('contact of that id');
          if (done.outcome === 'refused') throw new Problem('refused', `\`/${done.field}\`: ${done.detail}.`);
          return { id: done.id, contact, known: done.outcome === 'known' };
        }),
      );
      return { body: { accepted } };
    },
  }),
];

/** What a caller sends beside the names that an event has stands inside, so that it can overwrite nothing. */
const OWN: { readonly [type: string]: { readonly named: readonly string[]; readonly rest: string } } = {
  'external.occurred': { named: ['name'], rest: 'properties' },
  'form.submitted': { named: ['form'], rest: 'fields' },
};

function inputOf({ type, at, id, properties = {} }: Event): EventInput {
  return {
    type,
    ...(at === undefined ? {} : { at }),
    ...(id === undefined ? {} : { id }),
    properties: nested(type, JSON.parse(JSON.stringify(properties))),
  };
}

function nested(type: string, properties: JsonObject): JsonObject {
  const own = OWN[type];
  if (own === undefined) return properties;
  const named: Record<string, JsonObject[string]> = {};
  const rest: Record<string, JsonObject[string]> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (own.named.includes(name)) named[name] = value;
    else if (name === own.rest && isObject(value)) Object.assign(rest, value);
    else rest[name] = value;
  }
  return Object.keys(rest).length === 0 ? named : { ...named, [own.rest]: rest };
}

function problemOf(input: EventInput, at: string, now: number): readonly ProblemItem[] {
  if (!REPORTABLE.has(input.type)) {
    const types = [...REPORTABLE].map((type) => `\`${type}\``).join(', ');
    return [{ at: `${at}/type`, detail: `\`${input.type}\` cannot be reported; ${types} can` }];
  }
  const checked = checkEvent(input, now);
  return 'detail' in checked ? [{ at: `${at}/${checked.field}`, detail: checked.detail }] : [];
}

/** Looks for every contact before it makes any, so that an unknown id leaves nothing behind. */
async function contactsOf(
  deps: ApiDeps,
  tenant: TenantId,
  events: readonly Event[],
  single: boolean,
): Promise<readonly ContactId[]> {
  const found = new Map<string, ContactId>();
  const missing: ProblemItem[] = [];
  for (const [index, { contact }] of events.entries()) {
    if (contact.id === undefined || found.has(JSON.stringify(contact))) continue;
    const id = isContactId(contact.id)
      ? await findContact(deps.store, tenant, { id: contact.id })
      : undefined;
    if (id !== undefined) found.set(JSON.stringify(contact), id);
    else missing.push({ at: `${single ? '' : `/${index}`}/contact/id`, detail: 'is the id of nobody' });
  }
  if (missing.length > 0) {
    throw new Problem('not-found', 'There is no contact of that id.', { errors: missing });
  }
  const ids: ContactId[] = [];
  for (const [index, { contact }] of events.entries()) {
    const name = JSON.stringify(contact);
    let id = found.get(name);
    if (id === undefined) {
      const { email, phone } = contact;
      const address = email === undefined ? (phone === undefined ? {} : { phone }) : { email };
      const done = await upsertContact(deps, tenant, address, [], { ...FROM_API, source: 'event' });
      if (done.outcome === 'refused') {
        const at = `${single ? '' : `/${index}`}/contact`;
        const errors = done.problems.map(({ field, detail }) => ({ at: `${at}/${field}`, detail }));
        throw new Problem('refused', errors.map((each) => `\`${each.at}\`: ${each.detail}.`).join(' '), {
          errors,
        });
      }
      id = done.contact;
      found.set(name, id);
    }
    ids.push(id);
  }
  return ids;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
