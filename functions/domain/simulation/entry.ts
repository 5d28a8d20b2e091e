/** How a contact comes to enter: what has to happen to it so that a trigger of a workflow matches. */
import type { EventKind, EventPattern, EventPatternOf } from '../../../workflow-compiler/language/event.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Deed } from './person.ts';

export type Entrance = {
  /** The card before; `undefined`: the contact does not exist before. */
  readonly before: (card: Card) => Card | undefined;
  /** What happens at the time of entry; nothing for fixed dates. */
  readonly deed: (card: Card) => Deed | undefined;
};

const MESSAGE = { run: 'before.000000000000', turn: 0 } as const;

type PatternByKind = { readonly [K in EventKind]: EventPatternOf<K> };

const event = (type: string, properties: Extract<Deed, { do: 'event' }>['properties']): Entrance => ({
  before: (card) => card,
  deed: () => ({ do: 'event', type, properties }),
});

function changed(
  change: Extract<Deed, { do: 'change' }>['changes'][number],
  before = (card: Card) => card,
): Entrance {
  return { before, deed: () => ({ do: 'change', changes: [change] }) };
}

function about(message: string | undefined): { readonly workflow: string; readonly step: string } {
  const [step = 'message', workflow = 'another'] = (message ?? 'message').split('/').toReversed();
  return { workflow, step };
}

const ENTRANCES: { readonly [K in EventKind]: (pattern: PatternByKind[K], workflow: string) => Entrance } = {
  'contact.added': () => ({ before: () => undefined, deed: (card) => ({ do: 'appear', card }) }),
  'contact.tagged': ({ tag = 'tagged' }) =>
    changed({ do: 'add-tag', tag }, (card) => ({ ...card, tags: {} })),
  'contact.detail-modified': ({ detail, from, to }) =>
    changed({ do: 'set', detail, value: to ?? 'changed' }, (card) =>
      from === undefined ? card : { ...card, details: { ...card.details, [detail]: from } },
    ),
  'contact.score-reached': ({ score }) => changed({ do: 'adjust-score', by: score }),
  'list.joined': ({ list = 'list' }) =>
    changed({ do: 'join-list', list }, (card) => ({ ...card, lists: {} })),
  'email.opened': ({ message }) => event('email.opened', { ...MESSAGE, ...about(message) }),
  'email.clicked': ({ message, link }) =>
    event('email.clicked', { ...MESSAGE, ...about(message), link: plain(link ?? 'https://example.com/') }),
  'email.bounced': ({ message, type }) =>
    event('email.bounced', { ...MESSAGE, ...about(message), type: type ?? 'permanent' }),
  'push.clicked': ({ message, link }) =>
    event('push.clicked', {
      ...MESSAGE,
      ...about(message),
      ...(link === undefined ? {} : { link: plain(link) }),
    }),
  'web.page-visited': ({ url }) => event('web.page-visited', { url: plain(url) }),
  'form.submitted': ({ form }) => event('form.submitted', { form: form ?? 'form', fields: {} }),
  'external.occurred': ({ name }) => event('external.occurred', { name, properties: {} }),
  'date.reached': () => ({ before: (card) => card, deed: () => undefined }),
  'manual.enrolled': (_pattern, workflow) => event('manual.enrolled', { workflow }),
};

/** An address that the pattern admits. */
const plain = (pattern: string): string => pattern.replaceAll('*', '');

export function entranceOf(pattern: EventPattern, workflow: string): Entrance {
  return entranceBy(pattern.on)(pattern, workflow);
}

function entranceBy<K extends EventKind>(kind: K): (pattern: PatternByKind[K], workflow: string) => Entrance {
  return ENTRANCES[kind];
}
