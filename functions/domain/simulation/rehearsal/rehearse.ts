/** Plays one workflow test and tells what happened, for `judge.ts` to hold against what was expected. */
import { durationMs } from '../../../../workflow-compiler/language/duration.ts';
import type { Message } from '../../../ports/channel.ts';
import { isContactId } from '../../ids.ts';
import type { MessageRow } from '../../message/row.ts';
import { sendingOf } from '../../message/sending.ts';
import type { HistoryEntry } from '../../run/row.ts';
import type { Deed, Person, Run, Surroundings, Watch } from '../person.ts';
import { openPerson, plan, playUntil } from '../play.ts';
import type { Stage } from '../stage.ts';
import type { TestFile, WorkflowTest } from './format.ts';
import { givenCard } from './given.ts';
import { deedOf, type Moments, momentOf, splitName, Unclear } from './sentence.ts';

export type Happened = {
  readonly person: Person;
  readonly sent: readonly {
    readonly at: number;
    readonly row: MessageRow;
    readonly message: Message | undefined;
  }[];
  /** Messages that were not sent, with the reason. */
  readonly missed: readonly { readonly at: number; readonly run: Run; readonly entry: HistoryEntry }[];
  /** Deeds that nobody could do: opening what was never sent. */
  readonly impossible: readonly Deed[];
};

/** By the name of the contact. */
export type Rehearsed = ReadonlyMap<string, Happened>;

/** Long enough for a year's birthday to be an exception. */
const UNTIL = '90 days';
const DAY = 86_400_000;

/** Throws `Unclear` for what the file says wrongly. */
export function rehearse(stage: Stage, file: TestFile, test: WorkflowTest, moments: Moments): Rehearsed {
  const { start } = moments;
  const given = { ...file.given, ...test.given };
  const names = new Set(Object.keys(given));
  const planned = plannedOf(test, moments, names);
  const until = start + durationMs(test.until ?? UNTIL);
  return new Map(
    Object.entries(given).map(([name, one]): [string, Happened] => {
      const card = givenCard(name, one, start - DAY);
      const deeds = planned
        .filter(({ who }) => who === name)
        .map(({ at, does }) => ({
          at,
          deed: deedOf(does, { ...card, createdAt: isoAt(at), updatedAt: isoAt(at) }),
        }));
      const added = deeds.some(({ deed }) => deed.do === 'appear');
      if (!isContactId(name)) throw new Unclear(`\`${name}\` cannot be a contact's id`);
      const { watch, told } = listening();
      const part = { owner: { tenant: stage.household.id, contact: name }, around: mocked(test), watch };
      const person = openPerson(stage, added ? part : { ...part, card }, start);
      for (const { at, deed } of deeds) plan(person, at, deed);
      playUntil(person, until + 1);
      person.now = until;
      return [name, { person, ...told }];
    }),
  );
}

const isoAt = (at: number): string => new Date(at).toISOString();

type Planned = { readonly at: number; readonly who: string; readonly does: string };

function plannedOf(
  { events = [] }: WorkflowTest,
  moments: Moments,
  names: ReadonlySet<string>,
): readonly Planned[] {
  return events.flatMap((line) =>
    Object.entries(line).flatMap(([when, sentences]) =>
      [sentences].flat().map((sentence): Planned => {
        const [who, does] = splitName(sentence, names);
        return { at: momentOf(when, moments), who, does };
      }),
    ),
  );
}

function listening() {
  const sent: Happened['sent'][number][] = [];
  const missed: Happened['missed'][number][] = [];
  const impossible: Deed[] = [];
  const watch: Watch = {
    sent: (person, row, message) => sent.push({ at: person.now, row, message }),
    settled: (person, run, added) => {
      for (const entry of added) {
        const isMessage = sendingOf(run.flow.content[entry.step]) !== undefined;
        const not = entry.did === 'skipped' || entry.did === 'rejected' || entry.did === 'held';
        if (isMessage && not) missed.push({ at: person.now, run, entry });
      }
    },
    missed: (_person, deed) => impossible.push(deed),
  };
  return { watch, told: { sent, missed, impossible } };
}

/** Providers do what the mocks say, else what is best. */
function mocked({ mocks = {} }: WorkflowTest): Surroundings {
  const mock = ({ flow }: Run, step: string, attempt: number): string | number | undefined => {
    const all = [mocks[`${flow.name}/${step}`] ?? mocks[step] ?? []].flat();
    return all[attempt] ?? all.at(-1);
  };
  return {
    deliver: (run, step, attempt) => {
      const outcome = mock(run, step, attempt);
      if (outcome === 'rejected' || outcome === 'throttled' || outcome === 'ambiguous') {
        return { outcome, reason: `the test says ${outcome}` };
      }
      return { outcome: 'sent', providerId: 'test' };
    },
    answer: (run, step, attempt) => {
      const status = mock(run, step, attempt);
      return { outcome: 'answered', status: typeof status === 'number' ? status : 200, body: '' };
    },
    received: () => {},
    random: () => 0.5,
  };
}
