/** What a backtest found, from its counts: names sorted, so that the same recording and versions give the same bytes. */

import { reading } from '../report.ts';
import type { Playable } from '../stage.ts';
import { setStage } from '../stage.ts';
import type { Tally } from '../tally.ts';
import type { BacktestOrder } from './backtest.ts';
import type { Difference } from './compare.ts';

type Numbers = { readonly [name: string]: number };

export type VersionReport = {
  readonly name: string;
  readonly title: string;
  /** Runs. */
  readonly entered: number;
  readonly refused: Numbers;
  /** `done`, `left`, `failed`, `inside`. */
  readonly ended: Numbers;
  /** By step. */
  readonly sent: Numbers;
};

/** Messages of one step. */
export type StepChanges = {
  readonly old: number;
  readonly new: number;
  readonly lost: number;
  readonly gained: number;
  readonly moved: number;
  /** Sent by both, with other words. */
  readonly reworded: number;
};

export type BacktestReport = {
  readonly backtest: {
    readonly from: string;
    readonly to: string;
    readonly zone: string;
    readonly contacts: number;
    readonly events: number;
  };
  readonly old: VersionReport;
  readonly new: VersionReport;
  readonly contacts: {
    /** Whose messages differ. */
    readonly differ: number;
    readonly same: number;
    readonly enteredOnlyInOld: number;
    readonly enteredOnlyInNew: number;
    readonly endedOtherwise: number;
  };
  readonly messages: { readonly [step: string]: StepChanges };
  /** Contacts for whom the old version, played, sends what was really sent; absent where nothing was. */
  readonly recorded?: { readonly contacts: number; readonly same: number };
  readonly notes: readonly string[];
  /** The first of them, in the order of the recording. */
  readonly differences: readonly Difference[];
};

export function backtestReport(
  order: BacktestOrder,
  tally: Tally,
  differences: readonly Difference[],
): BacktestReport {
  const { one, under } = reading(tally);
  const numbers = (prefix: string): Numbers => Object.fromEntries(under(prefix));
  const played = one('contacts|played');
  const differ = one('contacts|differ');
  const seen = under('seen|');
  const version = (name: 'old' | 'new'): VersionReport => {
    const { definition } = order[name];
    return {
      name: definition.name,
      title: definition.title ?? definition.name,
      entered: one(`entered|${name}`),
      refused: numbers(`refused|${name}|`),
      ended: numbers(`ended|${name}|`),
      sent: numbers(`sent|${name}|`),
    };
  };
  const steps = [...messagesOf(order.old), ...messagesOf(order.new)];
  const recorded = one('recorded|contacts');
  return {
    backtest: {
      from: new Date(order.start).toISOString(),
      to: new Date(order.end).toISOString(),
      zone: order.household.zone,
      contacts: played,
      events: seen.reduce((sum, [, n]) => sum + n, 0),
    },
    old: version('old'),
    new: version('new'),
    contacts: {
      differ,
      same: played - differ,
      enteredOnlyInOld: one('contacts|entered only in old'),
      enteredOnlyInNew: one('contacts|entered only in new'),
      endedOtherwise: one('contacts|ended otherwise'),
    },
    messages: Object.fromEntries(
      [...new Set(steps)].map((step): [string, StepChanges] => [
        step,
        {
          old: one(`sent|old|${step}`),
          new: one(`sent|new|${step}`),
          lost: one(`change|${step}|lost`),
          gained: one(`change|${step}|gained`),
          moved: one(`change|${step}|moved`),
          reworded: one(`change|${step}|reworded`),
        },
      ]),
    ),
    ...(one('recorded|messages') === 0
      ? {}
      : { recorded: { contacts: recorded, same: one('recorded|same') } }),
    notes: notesOf(order, new Set(seen.map(([type]) => type))),
    differences,
  };
}

const messagesOf = ({ content }: Playable): readonly string[] =>
  Object.entries(content).flatMap(([id, { kind }]) =>
    kind.startsWith('send-') || kind === 'notify-email' ? [id] : [],
  );

/** What a version looks at and the recording has none of: perhaps it never happened, perhaps nobody asked for it then. */
function notesOf(order: BacktestOrder, seen: ReadonlySet<string>): readonly string[] {
  return (['old', 'new'] as const).flatMap((name) => {
    const { records } = setStage([order[name]], order.household, false);
    return [...records]
      .filter((type) => /^(contact|list)\./.test(type) && !seen.has(type))
      .toSorted()
      .map(
        (type) =>
          `The ${name} version looks at \`${type}\`, of which the recording has none: such changes are kept only while a started workflow asks for them.`,
      );
  });
}
