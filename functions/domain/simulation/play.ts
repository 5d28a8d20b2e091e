/** Plays one contact from the beginning to the end: deeds and events in their order, runs as far as they come. */
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Owner } from '../run/keys.ts';
import { hex } from '../run/keys.ts';
import { parseIn } from '../time/local.ts';
import { openAgenda } from './agenda.ts';
import { doDeed } from './deed.ts';
import { endWait, fire } from './execute.ts';
import { activityOf } from './happen.ts';
import type { Ahead, Deed, Person, Surroundings, Watch } from './person.ts';
import { enrol, route } from './route.ts';
import type { Flow, Stage } from './stage.ts';

export type Part = {
  readonly owner: Owner;
  /** A contact who exists already; without one the first change makes it. */
  readonly card?: Card;
  readonly around: Surroundings;
  readonly watch?: Watch;
  /** What happened before, oldest first: conditions look back at it. */
  readonly past?: readonly Activity[];
  /** When the contact last entered before, by workflow. */
  readonly entered?: ReadonlyMap<string, number>;
};

/** A contact at `start` (epoch milliseconds), with the fixed dates of the workflows ahead. */
export function openPerson(stage: Stage, part: Part, start: number): Person {
  const person: Person = {
    stage,
    owner: part.owner,
    around: part.around,
    watch: part.watch ?? {},
    agenda: openAgenda<Ahead>(),
    now: start,
    card: part.card,
    rev: part.card === undefined ? 0 : 1,
    activity: [...(part.past ?? [])],
    runs: new Map(),
    entered: new Map(part.entered),
    messages: new Map(),
    attempts: new Map(),
    slots: new Map(),
    zone: undefined,
  };
  for (const { flow, route: of } of stage.triggers.get('date.reached') ?? []) {
    if (of.event.on !== 'date.reached') continue;
    const at = parseIn(stage.household.zone, of.event.at);
    if (at !== undefined && at >= start) person.agenda.add(at, { what: 'date', flow, at: of.event.at });
  }
  return person;
}

export function plan(person: Person, at: number, deed: Deed): void {
  person.agenda.add(at, { what: 'deed', deed });
}

/** Lets everything before `end` (epoch milliseconds, exclusive) happen. */
export function playUntil(person: Person, end: number): void {
  for (let next = person.agenda.next(end); next !== undefined; next = person.agenda.next(end)) {
    person.now = Math.max(person.now, next.at);
    perform(person, next.what);
  }
}

function perform(person: Person, ahead: Ahead): void {
  switch (ahead.what) {
    case 'deed':
      if (!doDeed(person, ahead.deed)) person.watch.missed?.(person, ahead.deed);
      break;
    case 'reaction':
      doDeed(person, ahead.deed, ahead.message);
      break;
    case 'event':
      route(person, ahead.activity, ahead.depth);
      break;
    case 'timer':
      fire(person, ahead);
      break;
    case 'due':
      endWait(person, ahead.run, ahead.generation);
      break;
    case 'date':
      reachDate(person, ahead.flow, ahead.at);
      break;
  }
}

/** As `workflow/schedule.ts` fires a date. */
function reachDate(person: Person, flow: Flow, at: string): void {
  const { card, owner, now } = person;
  const event = flow.version.routing.triggers.find(
    (one) => one.event.on === 'date.reached' && one.event.at === at,
  )?.event;
  if (card === undefined || event === undefined) return;
  const id = `d${hex(`${owner.tenant}|${flow.name}|${at}|${owner.contact}`).slice(0, 24)}`;
  const activity: Activity = {
    id,
    type: 'date.reached',
    at: new Date(now).toISOString(),
    properties: { at },
  };
  const pattern = compileEvent(event);
  const facts = { card, activity: activityOf(person, pattern.needs), workflow: flow.name, now };
  if (pattern.matches(activity, facts)) enrol(person, flow, card, activity, 0);
}
