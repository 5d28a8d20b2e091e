/**
 * Events as they are stored and carried: every type, and the properties that it bears. This table is the convention that
 * derivation, tracking, the API, conditions, patterns and checks agree on; properties in square brackets may be absent.
 *
 * What a caller sends with an external event stands in `properties`, and the fields of a form in `fields`, so that they can
 * overwrite nothing; conditions and templates find them by their plain name all the same (`predicate/property.ts`).
 */
export const EVENT_PROPERTIES = {
  /** A new contact. Tags, lists, consents and score that it comes with have events of their own; its details do not. */
  'contact.added': [],
  'contact.tagged': ['tag', 'score'],
  'contact.untagged': ['tag'],
  /** An existing contact's detail got its first value. A `contact.detail-modified` of the same change follows it. */
  'contact.detail-added': ['detail', 'to'],
  /** A detail has another value: `from` is absent for a first value, `to` when it was cleared. */
  'contact.detail-modified': ['detail', '[from]', '[to]'],
  /** The score grew; the threshold that it crossed is the trigger's: from < score ≤ to. Lapsed points do not count. */
  'contact.score-reached': ['from', 'to'],
  'contact.opted-in': ['channel', 'source'],
  'contact.opted-out': ['channel', 'source'],
  /** A person has lifted what a bounce or a complaint had put there; `was` is the reason of then. */
  'contact.unsuppressed': ['channel', 'was', '[by]'],
  /** The card was deleted; nobody can be written to any more. */
  'contact.removed': [],
  'list.joined': ['list'],
  'list.left': ['list'],
  'email.sent': ['workflow', 'step', 'run', 'turn'],
  'email.delivered': ['workflow', 'step', 'run', 'turn'],
  /** `machine`: true when a prefetcher or scanner made it. `clicked`: the link whose click implied the open. */
  'email.opened': ['workflow', 'step', 'run', 'turn', '[clicked]', '[machine]'],
  'email.clicked': ['workflow', 'step', 'run', 'turn', 'link', '[machine]'],
  /** `type`: permanent or transient. */
  'email.bounced': ['workflow', 'step', 'run', 'turn', 'type', '[reason]'],
  'email.complained': ['workflow', 'step', 'run', 'turn'],
  'sms.sent': ['workflow', 'step', 'run', 'turn'],
  'sms.delivered': ['workflow', 'step', 'run', 'turn'],
  'sms.failed': ['workflow', 'step', 'run', 'turn', '[reason]'],
  'push.sent': ['workflow', 'step', 'run', 'turn'],
  /** The app said that it came. */
  'push.delivered': ['workflow', 'step', 'run', 'turn'],
  /** `link`: where the tap led; absent where it only opened the app. */
  'push.clicked': ['workflow', 'step', 'run', 'turn', '[link]'],
  'web.page-visited': [
    'url',
    '[title]',
    '[referrer]',
    '[source]',
    '[medium]',
    '[campaign]',
    '[term]',
    '[content]',
  ],
  'form.submitted': ['form', '[fields]'],
  /** `name` is the tenant's own; everything else that came with it is in `properties`. */
  'external.occurred': ['name', '[properties]'],
  /** `at` as the trigger says it. */
  'date.reached': ['at'],
  'manual.enrolled': ['[workflow]', '[by]'],
} as const satisfies { readonly [type: string]: readonly string[] };

/** Types that callers report, and may give any property. */
const OPEN = ['web.page-visited', 'form.submitted', 'external.occurred'];

export type EventCarries = { readonly names: readonly string[]; readonly open: boolean };

/** The names that an event of the type has or may have; `open`: and perhaps any other. */
export function carriedBy(type: string): EventCarries {
  const known: { readonly [type: string]: readonly string[] } = EVENT_PROPERTIES;
  const names = Object.hasOwn(known, type) ? known[type] : undefined;
  return {
    names: (names ?? []).map((name) => name.replace(/^\[|\]$/g, '')),
    open: names === undefined || OPEN.includes(type),
  };
}
