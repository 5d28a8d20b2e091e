/**
 * Does an event match what a trigger or a wait asks for? First the type and the fields of the pattern, which cost nothing, then
 * its `where`, which may look at the card and at activity.
 */
import type { EventKind, EventPattern, EventPatternOf } from '../language/event.ts';
import { compileComparison } from './comparison.ts';
import { compileCondition } from './compile.ts';
import type { Activity, Facts } from './facts.ts';
import { compileMessage, type Whereabouts } from './message.ts';
import { type ActivityNeeds, activityNeeds } from './needs.ts';
import { compileUrl } from './pattern.ts';

/** What is known when an event is matched: `run` for a wait inside a run, `workflow` for a trigger. `event` is the one matched; left out, it is filled in. */
export type EventFacts = Facts & { readonly workflow?: string };

export type CompiledEvent = {
  readonly type: EventKind;
  /** The pattern's own fields alone, without `where`: needs no card. */
  readonly concerns: (activity: Activity, from: Whereabouts) => boolean;
  /** All of it. */
  readonly matches: (activity: Activity, facts: EventFacts) => boolean;
  /** What `where` needs to have read. */
  readonly needs: ActivityNeeds;
};

type Concerns = CompiledEvent['concerns'];
type PatternByKind = { readonly [K in EventKind]: EventPatternOf<K> };

const anything: Concerns = () => true;

const CONCERNS: { readonly [K in EventKind]: (pattern: PatternByKind[K]) => Concerns } = {
  'contact.added': () => anything,
  'contact.tagged': ({ tag }) => named('tag', tag),
  'contact.detail-modified': ({ detail, from, to }) => {
    const fromTest = from === undefined ? undefined : compileComparison({ op: 'equals', value: from });
    const toTest = to === undefined ? undefined : compileComparison({ op: 'equals', value: to });
    return ({ properties }) =>
      properties.detail === detail &&
      (fromTest === undefined || fromTest(properties.from, 0)) &&
      (toTest === undefined || toTest(properties.to, 0));
  },
  'contact.score-reached':
    ({ score }) =>
    ({ properties: { from, to } }) =>
      typeof from === 'number' && typeof to === 'number' && from < score && score <= to,
  'list.joined': ({ list }) => named('list', list),
  'email.opened': ({ message, machine }) => {
    const about = compileMessage(message);
    return ({ properties }, from) =>
      (machine === true || properties.machine !== true) && about(properties, from);
  },
  'email.clicked': ({ message, link }) => {
    const about = compileMessage(message);
    const through = link === undefined ? undefined : compileUrl(link);
    return ({ properties }, from) =>
      properties.machine !== true &&
      about(properties, from) &&
      (through === undefined || through(String(properties.link ?? '')));
  },
  'email.bounced': ({ message, type }) => {
    const about = compileMessage(message);
    return ({ properties }, from) =>
      (type === undefined || properties.type === type) && about(properties, from);
  },
  'push.clicked': ({ message, link }) => {
    const about = compileMessage(message);
    const through = link === undefined ? undefined : compileUrl(link);
    return ({ properties }, from) =>
      about(properties, from) && (through === undefined || through(String(properties.link ?? '')));
  },
  'web.page-visited': ({ url }) => {
    const matches = compileUrl(url);
    return ({ properties }) => matches(String(properties.url ?? ''));
  },
  'form.submitted': ({ form }) => named('form', form),
  'external.occurred': ({ name }) => named('name', name),
  'date.reached': ({ at }) => named('at', at),
  'manual.enrolled': () => anything,
};

const compiled = new WeakMap<EventPattern, CompiledEvent>();

/** Compiles a pattern, once per version. */
export function compileEvent(pattern: EventPattern): CompiledEvent {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const concerned = concernsOf(pattern.on)(pattern);
  const concerns: Concerns = (activity, from) => activity.type === pattern.on && concerned(activity, from);
  const where = pattern.where === undefined ? undefined : compileCondition(pattern.where);
  const fresh: CompiledEvent = {
    type: pattern.on,
    concerns,
    matches: (activity, facts) =>
      concerns(activity, facts) &&
      (where === undefined || where.holds(facts.event === activity ? facts : { ...facts, event: activity })),
    needs: pattern.where === undefined ? { types: [] } : activityNeeds(pattern.where),
  };
  compiled.set(pattern, fresh);
  return fresh;
}

/**
 * @example matchesEvent({ on: 'list.joined', list: 'newsletter' }, activity, { card, activity: [], now })
 */
export function matchesEvent(pattern: EventPattern, activity: Activity, facts: EventFacts): boolean {
  return compileEvent(pattern).matches(activity, facts);
}

function named(property: string, name: string | undefined): Concerns {
  return name === undefined ? anything : ({ properties }) => properties[property] === name;
}

function concernsOf<K extends EventKind>(kind: K): (pattern: PatternByKind[K]) => Concerns {
  return CONCERNS[kind];
}
