/** A contact as the API takes and gives it. */
import Type from 'typebox';
import { Country, Moment, Zone } from '../schema.ts';

const name = Type.String({ minLength: 1, maxLength: 100 });
const text = Type.Union([Type.String({ maxLength: 1000 }), Type.Null()]);
const Value = Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]);
const State = Type.Union([Type.Literal('in'), Type.Literal('out')]);

const NewTag = Type.Union([
  name,
  Type.Object({ tag: name, score: Type.Optional(Type.Number()) }, { additionalProperties: false }),
]);
const GivenConsent = Type.Union([
  State,
  Type.Object(
    {
      state: State,
      source: Type.Optional(
        Type.String({ maxLength: 200, description: 'Where it was given; `api` unless said.' }),
      ),
      at: Type.Optional(Type.String({ description: 'When, if earlier than now.' })),
    },
    { additionalProperties: false },
  ),
]);

const fields = {
  email: Type.Optional(text),
  phone: Type.Optional(text),
  firstName: Type.Optional(text),
  lastName: Type.Optional(text),
  company: Type.Optional(text),
  language: Type.Optional(text),
  birthday: Type.Optional(text),
  zone: Type.Optional(text),
  address: Type.Optional(
    Type.Object(
      {
        street: Type.Optional(text),
        city: Type.Optional(text),
        postalCode: Type.Optional(text),
        region: Type.Optional(text),
        country: Type.Optional(text),
      },
      { additionalProperties: false },
    ),
  ),
  details: Type.Optional(
    Type.Record(Type.String(), Type.Union([Value, Type.Null()]), {
      description: 'Custom details by name; `null` clears one.',
    }),
  ),
  tags: Type.Optional(
    Type.Union([
      Type.Array(NewTag, { maxItems: 100 }),
      Type.Object(
        {
          add: Type.Optional(Type.Array(NewTag, { maxItems: 100 })),
          remove: Type.Optional(Type.Array(name, { maxItems: 100 })),
        },
        { additionalProperties: false },
      ),
    ]),
  ),
  lists: Type.Optional(
    Type.Union([
      Type.Array(name, { maxItems: 100 }),
      Type.Object(
        {
          join: Type.Optional(Type.Array(name, { maxItems: 100 })),
          leave: Type.Optional(Type.Array(name, { maxItems: 100 })),
        },
        { additionalProperties: false },
      ),
    ]),
  ),
  consents: Type.Optional(
    Type.Object(
      {
        email: Type.Optional(GivenConsent),
        sms: Type.Optional(GivenConsent),
        push: Type.Optional(GivenConsent),
        whatsapp: Type.Optional(GivenConsent),
      },
      { additionalProperties: false },
    ),
  ),
  score: Type.Optional(
    Type.Object(
      { by: Type.Number({ description: 'Points to add; negative ones take away.' }) },
      { additionalProperties: false },
    ),
  ),
};

/** `null` clears a detail; what is not named stays as it is. */
export const ContactChanges = Type.Object(fields, { additionalProperties: false, title: 'ContactChanges' });
/** The same with the id that the caller gives. */
export const ContactInput = Type.Object(
  {
    id: Type.Optional(
      Type.String({ description: 'Your own id; else one is derived from the address or number.' }),
    ),
    ...fields,
  },
  { additionalProperties: false, title: 'ContactInput' },
);

const Platform = Type.Union([
  Type.Literal('apns'),
  Type.Literal('apns-sandbox'),
  Type.Literal('fcm'),
  Type.Literal('adm'),
  Type.Literal('baidu'),
]);
/** A device as its app registers it. */
export const DeviceInput = Type.Object(
  {
    platform: Platform,
    token: Type.String({
      minLength: 1,
      maxLength: 1024,
      description: 'As the service of the platform gave it to the app.',
    }),
  },
  { additionalProperties: false, title: 'DeviceInput' },
);

const optional = Type.Optional(Type.String());
export const Contact = Type.Object(
  {
    id: Type.String(),
    email: optional,
    phone: Type.Optional(Type.String({ description: 'E.164.' })),
    firstName: optional,
    lastName: optional,
    company: optional,
    language: optional,
    birthday: optional,
    zone: Type.Optional(Zone),
    address: Type.Optional(
      Type.Object({
        street: optional,
        city: optional,
        postalCode: optional,
        region: optional,
        country: Type.Optional(Country),
      }),
    ),
    details: Type.Record(Type.String(), Value),
    tags: Type.Record(Type.String(), Type.Object({ at: Moment, score: Type.Number() })),
    points: Type.Number({ description: 'The score as it stands now, without what has lapsed.' }),
    score: Type.Object({
      base: Type.Number(),
      parts: Type.Array(
        Type.Object({
          points: Type.Number(),
          at: Moment,
          until: Type.Optional(Moment),
          id: optional,
        }),
      ),
    }),
    lists: Type.Record(Type.String(), Type.Object({ at: Moment })),
    consents: Type.Object({
      email: Type.Optional(Type.Object({ state: State, at: Moment, source: Type.String() })),
      sms: Type.Optional(Type.Object({ state: State, at: Moment, source: Type.String() })),
      push: Type.Optional(Type.Object({ state: State, at: Moment, source: Type.String() })),
      whatsapp: Type.Optional(Type.Object({ state: State, at: Moment, source: Type.String() })),
    }),
    devices: Type.Optional(
      Type.Array(Type.Object({ platform: Platform, token: Type.String(), at: Moment }), {
        description: 'With an app of yours, for push messages.',
      }),
    ),
    suppressed: Type.Optional(Type.Object({ email: optional, sms: optional, push: optional })),
    createdAt: Moment,
    updatedAt: Moment,
  },
  { title: 'Contact' },
);

export const Activity = Type.Object(
  {
    id: Type.String(),
    type: Type.String({ description: 'An event of the catalogue.' }),
    at: Moment,
    properties: Type.Record(Type.String(), Type.Unknown()),
  },
  { title: 'Activity' },
);
