/** Plays recorded contacts through two versions of a workflow and counts; contacts whose messages differ are told one by one. */
import type { Json } from '../../../../workflow-compiler/language/json.ts';
import type { Step } from '../../../../workflow-compiler/language/step.ts';
import { isContactId } from '../../ids.ts';
import type { RecordedContact } from '../../recording/export.ts';
import { type Household, type Playable, setStage } from '../stage.ts';
import { count, openTally, type Tally } from '../tally.ts';
import { changeIn, type Difference, differenceOf, pairsOf } from './compare.ts';
import { playSide, type Side } from './play-side.ts';
import { type Own, type Script, scriptOf } from './script.ts';

export type BacktestOrder = {
  readonly old: Playable;
  readonly new: Playable;
  readonly household: Household;
  /** Epoch milliseconds; `end` is not included. */
  readonly start: number;
  readonly end: number;
};

export type Backtest = {
  readonly tally: Tally;
  /** Plays a contact through both; answers what differs for it. */
  readonly play: (recorded: RecordedContact) => Difference | undefined;
};

/** @example const one = openBacktest(order); for await (const contact of readRecording(file)) one.play(contact); */
export function openBacktest(order: BacktestOrder): Backtest {
  const { household, start, end } = order;
  const stages = {
    old: setStage([order.old], household, false),
    new: setStage([order.new], household, false),
  };
  const own = ownOf([order.old, order.new]);
  const reworded = rewordedSteps(order.old, order.new);
  const steps = {
    old: new Set(Object.keys(order.old.content)),
    new: new Set(Object.keys(order.new.content)),
  };
  const tally = openTally(start);

  const play = (recorded: RecordedContact): Difference | undefined => {
    const contact = recorded.card?.contact ?? recorded.events[0]?.contact ?? '';
    if (!isContactId(contact)) return undefined;
    const owner = { tenant: household.id, contact };
    const script = scriptOf(recorded, owner, own, start);
    const sides = {
      old: playSide(stages.old, owner, script, start, end),
      new: playSide(stages.new, owner, script, start, end),
    };
    countContact(tally, recorded, sides);
    countRecorded(tally, script, sides.old, end);
    const pairs = pairsOf(sides.old, sides.new);
    const messages = pairs.flatMap((pair) => {
      const { step } = pair.old ?? pair.new ?? { step: '' };
      if (pair.old !== undefined) count(tally, `sent|old|${step}`);
      if (pair.new !== undefined) count(tally, `sent|new|${step}`);
      if (pair.old !== undefined && pair.new !== undefined && reworded.has(step)) {
        count(tally, `change|${step}|reworded`);
      }
      const change = changeIn(pair);
      if (change === undefined) return [];
      count(tally, `change|${step}|${change}`);
      return [differenceOf(pair, change, sides, steps)];
    });
    if (messages.length === 0) return undefined;
    count(tally, 'contacts|differ');
    return { contact, messages };
  };
  return { tally, play };
}

function countContact(
  tally: Tally,
  { events }: RecordedContact,
  sides: { readonly old: Side; readonly new: Side },
): void {
  count(tally, 'contacts|played');
  for (const { type } of events) count(tally, `seen|${type}`);
  for (const name of ['old', 'new'] as const) {
    const { ends, refused } = sides[name];
    count(tally, `entered|${name}`, ends.length);
    for (const end of ends) count(tally, `ended|${name}|${end.split(':')[0]?.split(' ')[0] ?? end}`);
    for (const why of refused) count(tally, `refused|${name}|${why}`);
  }
  const entered = { old: sides.old.ends.length > 0, new: sides.new.ends.length > 0 };
  if (entered.old && !entered.new) count(tally, 'contacts|entered only in old');
  if (entered.new && !entered.old) count(tally, 'contacts|entered only in new');
  if (entered.old && entered.new && sides.old.ends.join() !== sides.new.ends.join()) {
    count(tally, 'contacts|ended otherwise');
  }
}

/** Messages wait for providers and for their turn: that late they are still the same. */
const LATE_MS = 5 * 60_000;

/**
 * Whether the old version, played, sends what was really sent: how far the recording and the playing are to be trusted. Who was
 * inside before the recording is not asked, since those runs are not played.
 */
function countRecorded(tally: Tally, script: Script, old: Side, end: number): void {
  const really = script.sent.filter(({ at }) => at < end);
  count(tally, 'recorded|messages', script.sent.length);
  const played = old.sent.filter(({ channel }) => channel !== 'notify');
  if (script.entered.size > 0 || (really.length === 0 && played.length === 0)) return;
  count(tally, 'recorded|contacts');
  const left = [...really];
  for (const { step, at } of played) {
    const index = left.findIndex((one) => one.step === step && Math.abs(one.at - at) <= LATE_MS);
    if (index < 0) return;
    left.splice(index, 1);
  }
  if (left.length === 0) count(tally, 'recorded|same');
}

function ownOf(artifacts: readonly Playable[]): Own {
  const touches = new Set<string>();
  for (const { content } of artifacts) {
    for (const step of Object.values(content)) {
      if (step.kind === 'add-tag') touches.add(`tag ${step.tag}`);
      if (step.kind === 'add-to-list') touches.add(`list ${step.list}`);
    }
  }
  return { workflows: new Set(artifacts.map(({ definition }) => definition.name)), touches };
}

/** Messages that both versions have, and that say something else. */
function rewordedSteps(old: Playable, next: Playable): ReadonlySet<string> {
  return new Set(
    Object.entries(old.content).flatMap(([id, step]) => {
      const other = next.content[id];
      return other !== undefined && isMessage(step) && words(step) !== words(other) ? [id] : [];
    }),
  );
}

const isMessage = ({ kind }: Step): boolean => kind.startsWith('send-') || kind === 'notify-email';

/** Everything but where it leads and what it is called. */
function words(step: Step): string {
  const {
    next: _next,
    onRejected: _onRejected,
    label: _label,
    ...said
  }: { readonly [name: string]: Json } = {
    ...JSON.parse(JSON.stringify(step)),
  };
  return JSON.stringify(Object.entries(said).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
