/** One contact's recorded time through one version: what was sent, and where the runs stand at the end. */
import type { MessageRow } from '../../message/row.ts';
import type { Owner } from '../../run/keys.ts';
import type { Person, Surroundings, Watch } from '../person.ts';
import { openPerson, plan, playUntil } from '../play.ts';
import type { Stage } from '../stage.ts';
import { type Reaction, reactionKey, type Script } from './script.ts';

export type Sent = {
  readonly step: string;
  /** How many of the step came before; from 0. */
  readonly nth: number;
  readonly channel: MessageRow['channel'];
  readonly at: number;
};

export type Side = {
  readonly sent: readonly Sent[];
  /** Why the latest message of a step was not sent. */
  readonly missed: ReadonlyMap<string, string>;
  /** Why the contact did not enter, if it would have. */
  readonly refused: readonly string[];
  /** `done`, `left: bought`, `inside at pause`; of each run, in order. */
  readonly ends: readonly string[];
};

/** Times in epoch milliseconds, `end` not included. */
export function playSide(stage: Stage, owner: Owner, script: Script, start: number, end: number): Side {
  const sent: Sent[] = [];
  const missed = new Map<string, string>();
  const refused: string[] = [];
  const counts = new Map<string, number>();
  const watch: Watch = {
    refused: (_person, _flow, outcome) => refused.push(outcome),
    settled: (_person, run, added) => {
      for (const { step, did, why = '' } of added) {
        const kind = run.flow.content[step]?.kind ?? '';
        const isMessage = kind.startsWith('send-') || kind === 'notify-email';
        if (isMessage && (did === 'skipped' || did === 'rejected')) missed.set(step, `${did}: ${why}`);
      }
    },
    sent: (person, { step, channel }) => {
      const nth = counts.get(step) ?? 0;
      counts.set(step, nth + 1);
      sent.push({ step, nth, channel, at: person.now });
    },
  };
  const { card, past, entered } = script;
  const part = { owner, around: asRecorded(script, counts), watch, past, entered: namedIn(stage, entered) };
  const person = openPerson(stage, card === undefined ? part : { ...part, card }, start);
  for (const { at, deed } of script.deeds) plan(person, at, deed);
  playUntil(person, end);
  return { sent, missed, refused, ends: endsOf(person) };
}

/** Both versions are of one workflow, even if its name was changed in between. */
function namedIn(stage: Stage, entered: Script['entered']): ReadonlyMap<string, number> {
  const last = Math.max(...entered.values());
  return entered.size === 0 ? new Map() : new Map([...stage.flows.keys()].map((name) => [name, last]));
}

/** Providers take everything; people do about a message what they did about it then. */
function asRecorded({ reactions }: Script, counts: ReadonlyMap<string, number>): Surroundings {
  const about = (step: string): readonly Reaction[] =>
    reactions.get(reactionKey(step, (counts.get(step) ?? 1) - 1)) ?? [];
  return {
    deliver: () => ({ outcome: 'sent', providerId: 'recorded' }),
    answer: () => ({ outcome: 'answered', status: 200, body: '' }),
    received: (person, { id, step }) => {
      for (const { after, deed } of about(step)) {
        person.agenda.add(person.now + after, { what: 'reaction', message: id, deed });
      }
    },
    random: () => 0.5,
  };
}

const endsOf = ({ runs }: Person): readonly string[] =>
  [...runs.values()].map(({ row: { state, reason, step, endedAt } }) => {
    if (endedAt === undefined) return `inside at ${step}`;
    return state === 'done' ? 'done' : `${state}: ${reason ?? ''}`;
  });
