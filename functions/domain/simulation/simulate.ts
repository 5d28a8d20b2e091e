/** Simulates contacts one after the other and counts. The caller decides how many, in which thread, and merges the counts. */
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { applyChanges } from '../contact/apply.ts';
import { type ContactChange, newCard } from '../contact/change.ts';
import { type ContactId, isContactId } from '../ids.ts';
import type { MessageRow } from '../message/row.ts';
import { behaviour } from './behaviour.ts';
import { type Dice, diceOf } from './dice.ts';
import { type Entrance, entranceOf } from './entry.ts';
import { isoOf } from './happen.ts';
import { type Crowd, cardOf, crowdOf, personId } from './people.ts';
import { openPerson, plan, playUntil } from './play.ts';
import { complete, type Profile } from './profile.ts';
import type { Stage } from './stage.ts';
import { count, countEnd, openTally, type Tally, tallying } from './tally.ts';

export type Setting = {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly days: number;
  readonly profile: Profile;
  /** The workflow that contacts enter, each by one of its triggers; the first of the stage unless said. */
  readonly enter?: string;
};

export type Simulation = {
  readonly tally: Tally;
  /** Simulates the made-up contact of that number. */
  readonly made: (index: number) => void;
  /** Simulates a contact that is given by changes of an empty card. */
  readonly given: (id: string, changes: readonly ContactChange[]) => void;
};

const DAY = 86_400_000;

/** @example const one = openSimulation(stage, { seed: 7, start, days: 30, profile: {} }); one.made(0); reportOf(stage, one.tally, about); */
export function openSimulation(stage: Stage, setting: Setting): Simulation {
  const { seed, start, days } = setting;
  const profile = complete(setting.profile);
  const crowd: Crowd = crowdOf(profile);
  const tally = openTally(start);
  const watch = tallying(tally);
  const links = linksOf(stage);
  const entrances = entrancesTo(stage, setting.enter);
  const over = profile.over === 'at once' ? 0 : durationMs(profile.over);
  const end = start + days * DAY;
  // A contact is older than the simulation, so that it can have changed before.
  const since = isoOf(start - DAY);

  const simulate = (contact: ContactId, card: Card, dice: Dice): void => {
    const entrance = entrances[Math.floor(entrances.length === 1 ? 0 : dice('trigger') * entrances.length)];
    const before = entrance === undefined ? card : entrance.before(card);
    const around = behaviour(profile, dice, links);
    const part = { owner: { tenant: stage.household.id, contact }, around, watch };
    const person = openPerson(stage, before === undefined ? part : { ...part, card: before }, start);
    const deed = entrance?.deed(card);
    if (deed !== undefined) plan(person, start + Math.floor(dice('enter') * over), deed);
    playUntil(person, end);
    countEnd(tally, person);
    count(tally, 'contacts');
  };

  return {
    tally,
    made: (index) => {
      const id = contactId(personId(index));
      const dice = diceOf(seed, id);
      simulate(id, cardOf(crowd, id, dice, since), dice);
    },
    given: (id, changes) => {
      const contact = contactId(id);
      simulate(
        contact,
        applyChanges(newCard(contact, since), changes, start - DAY).card,
        diceOf(seed, contact),
      );
    },
  };
}

function contactId(id: string): ContactId {
  if (!isContactId(id)) throw new Error(`${id} is no contact id`);
  return id;
}

/** One for each trigger. */
function entrancesTo(stage: Stage, name: string | undefined): readonly Entrance[] {
  const flow = name === undefined ? [...stage.flows.values()][0] : stage.flows.get(name);
  const triggers = flow?.version.routing.triggers ?? [];
  if (flow === undefined || triggers.length === 0) throw new Error('there is no workflow to enter');
  return triggers.map(({ event }) => entranceOf(event, flow.name));
}

/** Web links of each mail, as its templates have them; those that a template computes cannot be clicked here. */
function linksOf(stage: Stage): (message: MessageRow) => readonly string[] {
  const found = new Map<string, readonly string[]>();
  for (const flow of stage.flows.values()) {
    for (const [id, step] of Object.entries(flow.content)) found.set(`${flow.name}/${id}`, linksIn(step));
  }
  return ({ workflow, step }) => found.get(`${workflow}/${step}`) ?? [];
}

function linksIn(step: Step): readonly string[] {
  if (step.kind !== 'send-email') return [];
  const text = [step.html, step.mjml, step.text].find((one) => one !== undefined) ?? '';
  return [...new Set(text.match(/https?:\/\/[^\s"'<>{}()]+/g) ?? [])];
}
