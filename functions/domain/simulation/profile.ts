/**
 * Who the made-up contacts are, when they enter, what they do about messages, and how often providers fail. Everything has a
 * default, so that a profile says only what is different. Shares are numbers from 0 to 1, weights any numbers.
 */
import Type, { type Static } from 'typebox';
import { Duration, Name, Scalar } from '../../../workflow-compiler/language/scalar.ts';

const Strict = { additionalProperties: false } as const;
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Weights = Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Number({ minimum: 0 }));
const Consent = Type.Object({ in: Type.Optional(Share), out: Type.Optional(Share) }, Strict);
const Amount = Type.Object({ from: Type.Number(), to: Type.Number() }, Strict);
/** Weighted values, or a range of whole numbers. */
const Values = Type.Union([Amount, Weights]);
/** How many do it, and after how long half of those have. */
const Reaction = Type.Object({ rate: Share, after: Type.Optional(Duration) }, Strict);

const Reactions = Type.Object(
  {
    /** Of those who got it. */
    open: Type.Optional(Reaction),
    /** Prefetchers and scanners; not an open by a person. */
    machineOpen: Type.Optional(Reaction),
    /** Of those who opened it, after they opened. */
    click: Type.Optional(Reaction),
    /** Of those who opened it. */
    unsubscribe: Type.Optional(Reaction),
    /** Of those who opened it: told by the provider, and never written to again. */
    complaint: Type.Optional(Reaction),
    /** Of those to whom it was sent: it comes back for good, and nobody opens it. */
    bounce: Type.Optional(Reaction),
  },
  Strict,
);

const Happening = Type.Object(
  {
    /** Name of the external event: `purchase`, `reply`. */
    name: Name,
    rate: Share,
    after: Type.Optional(Duration),
    /** What it follows: each entry, mail, text message, push message, open or click. */
    following: Type.Enum(['entry', 'email', 'sms', 'push', 'open', 'click']),
    properties: Type.Optional(Type.Record(Type.String(), Type.Union([Amount, Scalar]))),
  },
  Strict,
);

const Failures = Type.Object(
  { rejected: Type.Optional(Share), throttled: Type.Optional(Share), ambiguous: Type.Optional(Share) },
  Strict,
);

export const Profile = Type.Object(
  {
    people: Type.Optional(
      Type.Object(
        {
          zones: Type.Optional(Weights),
          languages: Type.Optional(Weights),
          email: Type.Optional(Share),
          phone: Type.Optional(Share),
          /** Who has a device with the app. */
          device: Type.Optional(Share),
          firstName: Type.Optional(Share),
          emailConsent: Type.Optional(Consent),
          smsConsent: Type.Optional(Consent),
          pushConsent: Type.Optional(Consent),
          details: Type.Optional(Type.Record(Name, Values)),
          tags: Type.Optional(Type.Record(Name, Share)),
          lists: Type.Optional(Type.Record(Name, Share)),
        },
        Strict,
      ),
    ),
    enter: Type.Optional(
      Type.Object(
        {
          /** Uniformly over this time; `at once` lets all enter at the start. */
          over: Type.Optional(Type.Union([Type.Literal('at once'), Duration])),
        },
        Strict,
      ),
    ),
    email: Type.Optional(Reactions),
    /** Text messages that do not arrive; the number is not written to again. */
    sms: Type.Optional(Type.Object({ bounce: Type.Optional(Reaction) }, Strict)),
    /** Taps on push messages, of those who got one. */
    push: Type.Optional(Type.Object({ click: Type.Optional(Reaction) }, Strict)),
    /** For single messages, by `step` or `workflow/step`; what is not said here is as for all. */
    messages: Type.Optional(Type.Record(Name, Reactions)),
    events: Type.Optional(Type.Array(Happening, { maxItems: 20 })),
    providers: Type.Optional(
      Type.Object(
        {
          email: Type.Optional(Failures),
          sms: Type.Optional(Failures),
          push: Type.Optional(Failures),
          /** Webhooks: `failed` answers 503 and is tried again, `rejected` answers 404. */
          webhook: Type.Optional(
            Type.Object({ failed: Type.Optional(Share), rejected: Type.Optional(Share) }, Strict),
          ),
        },
        Strict,
      ),
    ),
  },
  { ...Strict, title: 'SimulationProfile' },
);
export type Profile = Static<typeof Profile>;

type People = Required<NonNullable<Profile['people']>>;
export type ReactionRates = Required<Static<typeof Reactions>>;
export type FullProfile = {
  readonly people: People;
  readonly over: string;
  readonly email: ReactionRates;
  readonly sms: Pick<ReactionRates, 'bounce'>;
  readonly push: Pick<ReactionRates, 'click'>;
  readonly messages: NonNullable<Profile['messages']>;
  readonly events: NonNullable<Profile['events']>;
  readonly providers: NonNullable<Profile['providers']>;
};

/** Rates of an ordinary newsletter; docs/simulation.md lists them. */
export const DEFAULTS: FullProfile = {
  people: {
    zones: {
      'Europe/Berlin': 30,
      'Europe/London': 15,
      'Europe/Rome': 15,
      'America/New_York': 20,
      'America/Los_Angeles': 10,
      'America/Sao_Paulo': 5,
      'Asia/Tokyo': 5,
    },
    languages: { en: 60, de: 25, it: 15 },
    email: 1,
    phone: 0.5,
    device: 0.3,
    firstName: 0.9,
    emailConsent: { in: 0.9, out: 0.02 },
    smsConsent: { in: 0.4, out: 0.02 },
    pushConsent: { in: 0.5, out: 0.05 },
    details: {},
    tags: {},
    lists: {},
  },
  over: '1 day',
  email: {
    open: { rate: 0.35, after: '4 hours' },
    machineOpen: { rate: 0.3, after: '10 seconds' },
    click: { rate: 0.12, after: '2 minutes' },
    unsubscribe: { rate: 0.005, after: '1 minute' },
    complaint: { rate: 0.0005, after: '1 minute' },
    bounce: { rate: 0.003, after: '2 minutes' },
  },
  sms: { bounce: { rate: 0.01, after: '1 minute' } },
  push: { click: { rate: 0.05, after: '10 minutes' } },
  messages: {},
  events: [],
  providers: { email: { rejected: 0.005 }, sms: { rejected: 0.01 } },
};

export function complete(profile: Profile): FullProfile {
  return {
    people: { ...DEFAULTS.people, ...profile.people },
    over: profile.enter?.over ?? DEFAULTS.over,
    email: { ...DEFAULTS.email, ...profile.email },
    sms: { ...DEFAULTS.sms, ...profile.sms },
    push: { ...DEFAULTS.push, ...profile.push },
    messages: profile.messages ?? DEFAULTS.messages,
    events: profile.events ?? DEFAULTS.events,
    providers: { ...DEFAULTS.providers, ...profile.providers },
  };
}
