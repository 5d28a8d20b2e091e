/**
 * A run's history in words: one headline per entry, what stood behind it, and how it weighs. The step's definition gives
 * the names; without it (a version not loaded yet) the ids stand in.
 */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { END } from '../../../workflow-compiler/language/end.ts';
import type { Step, StepOf } from '../../../workflow-compiler/language/step.ts';
import type { HistoryEntry } from '../api/runs.ts';
import { eventWords } from './event.ts';
import { eventName } from './event-name.ts';
import { points, stepNames, stepWords } from './step.ts';
import { capital, detailName, joined, quoted, readable } from './text.ts';

type Tone = 'good' | 'plain' | 'wait' | 'warn' | 'bad';
export type Headline = { readonly text: string; readonly tone: Tone };

type Did = HistoryEntry['did'];
type Telling = (entry: HistoryEntry, title: string, step: Step | undefined) => string;

/** The reason of a run that went all the way. */
export const COMPLETED = 'completed';

const TELLINGS: { readonly [D in Did]: readonly [Tone, Telling] } = {
  entered: ['good', () => 'Entered the workflow'],
  sent: ['good', (_entry, title) => `Sent ${quoted(title)}`],
  skipped: ['warn', (_entry, title) => `Skipped ${quoted(title)}`],
  rejected: ['bad', (_entry, title) => `${quoted(title)} was rejected`],
  held: ['wait', (_entry, title) => `${quoted(title)} is held`],
  changed: ['plain', (_entry, title, step) => changeWords(step) ?? `Changed the contact: ${title}`],
  called: ['plain', (_entry, title) => `Called ${quoted(title)}`],
  decided: [
    'plain',
    ({ path }, title) =>
      `${quoted(title)}${path === undefined ? ' was decided' : `: took ${pathWords(path)}`}`,
  ],
  passed: [
    'plain',
    ({ path }, title) => `${quoted(title)}${path === undefined ? ' passed' : `: took ${pathWords(path)}`}`,
  ],
  parked: [
    'wait',
    (_entry, title, step) =>
      step?.kind === 'wait-for-event'
        ? `Began to wait for an event at ${quoted(title)}`
        : `Began to wait at ${quoted(title)}`,
  ],
  woke: ['plain', ({ path }, title, step) => wokeWords(path, title, step)],
  ended: ['good', ({ why }) => (why === COMPLETED ? 'Came to the end' : 'Left the workflow')],
  failed: ['bad', (_entry, title) => `Failed at ${quoted(title)}`],
};

export function headline(entry: HistoryEntry, definition: Definition | undefined): Headline {
  const telling = TELLINGS[entry.did];
  const title = definition === undefined ? readable(entry.step) : stepNames(definition)(entry.step);
  if (telling === undefined) return { tone: 'plain', text: `${readable(entry.did)}: ${title}` };
  return { tone: telling[0], text: telling[1](entry, title, definition?.steps[entry.step]) };
}

/** Under the headline: the subject of a message, the question of a branch; nothing where the headline says it all. */
export function subline(entry: HistoryEntry, definition: Definition | undefined): string | undefined {
  const step = definition?.steps[entry.step];
  if (definition === undefined || step === undefined) return undefined;
  const telling: readonly Did[] = ['sent', 'skipped', 'rejected', 'held', 'called', 'parked'];
  return telling.includes(entry.did) ? stepWords(step, stepNames(definition)) : undefined;
}

/** What comes next, as the server tells it: it names steps by id, in backticks; here they get their names. */
export function nextWords(what: string, definition: Definition | undefined): string {
  const events = EVENTS_NEXT.exec(what);
  const waiting = events?.[1] === undefined ? undefined : definition?.steps[events[1]];
  if (definition !== undefined && waiting?.kind === 'wait-for-event') return awaited(waiting, definition);
  const name = definition === undefined ? readable : stepNames(definition);
  return capital(what.replace(/`([^`]+)`/g, (_all, step: string) => quoted(name(step))));
}

/** How the server begins when several events may come next: it names them by type, which says less than the definition. */
const EVENTS_NEXT = /^Waits at `([^`]+)` for `/;

function awaited({ paths, timeout }: StepOf<'wait-for-event'>, definition: Definition): string {
  const name = stepNames(definition);
  const goes = (next: string): string => (next === END ? 'ends' : `goes on to ${quoted(name(next))}`);
  const each = paths.map(({ event, next }) => `${goes(next)} if the contact ${eventWords(event, name)}`);
  return `${capital(joined(each, 'or'))}; ${goes(timeout.next)} when the time is up`;
}

/** `why` may be an event's type; then it is told as the event. */
export function reasonWords(why: string): string {
  const event = eventName(why);
  return event === why ? capital(why) : `The contact ${event}`;
}

function pathWords(path: string): string {
  return `the path ${quoted(readable(path))}`;
}

function wokeWords(path: string | undefined, title: string, step: Step | undefined): string {
  const overByTime = step?.kind === 'wait' && path === 'timeout';
  if (path === undefined || overByTime) return `The wait at ${quoted(title)} is over`;
  if (path === 'timeout') return `Nothing happened in time at ${quoted(title)}`;
  return `Went on from ${quoted(title)} on ${pathWords(path)}`;
}

function changeWords(step: Step | undefined): string | undefined {
  switch (step?.kind) {
    case 'add-tag':
      return `Added the tag ${quoted(step.tag)}`;
    case 'remove-tag':
      return `Removed the tag ${quoted(step.tag)}`;
    case 'set-detail':
      return `Set the contact’s ${detailName(step.detail)}`;
    case 'adjust-score':
      return `Changed the score: ${points(step.by)}`;
    case 'add-to-list':
      return `Added to the list ${quoted(step.list)}`;
    case 'remove-from-list':
      return `Removed from the list ${quoted(step.list)}`;
    case 'emit-event':
      return `Emitted the event ${quoted(step.name)}`;
    default:
      return undefined;
  }
}
