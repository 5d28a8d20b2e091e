/**
 * Holds what happened against what a test expects. Each kind of expectation becomes lines, and lines are compared, so that a
 * failure reads as a diff in the words of the test.
 */
import { durationMs } from '../../../../workflow-compiler/language/duration.ts';
import { detailOf } from '../../../../workflow-compiler/predicate/detail.ts';
import { currentScore } from '../../../../workflow-compiler/predicate/score.ts';
import type { Message } from '../../../ports/channel.ts';
import type { Run } from '../person.ts';
import type { Stage } from '../stage.ts';
import type { Line, Send, WorkflowTest } from './format.ts';
import type { Happened, Rehearsed } from './rehearse.ts';
import { type Moments, momentOf, splitName, Unclear } from './sentence.ts';
import { pathOf, stateOf, timeOf } from './words.ts';

/** `same`, `missing` (expected, and not so), `extra` (not expected, and so). */
export type DiffLine = { readonly sign: ' ' | '-' | '+'; readonly text: string };
export type Failure = { readonly about: string; readonly lines: readonly DiffLine[] };

const TOLERANCE = '1 minute';

type Scene = { readonly stage: Stage; readonly happened: Rehearsed; readonly moments: Moments };

/** Nothing when all is as expected. Throws `Unclear` for what the file says wrongly. */
export function judge(
  stage: Stage,
  test: WorkflowTest,
  happened: Rehearsed,
  moments: Moments,
): readonly Failure[] {
  const scene: Scene = { stage, happened, moments };
  const {
    sends,
    misses,
    path = {},
    state = {},
    entered = {},
    tags = {},
    lists = {},
    score = {},
    details = {},
  } = test.expect;
  return [
    ...impossible(scene),
    ...(sends === undefined ? [] : judgeSends(scene, sends)),
    ...(misses === undefined ? [] : judgeMisses(scene, misses)),
    ...each('path', path, (who, wanted) => [pathOf(runOf(scene, who)), oneSpace(wanted)]),
    ...each('state', state, (who, wanted) => [stateOf(runOf(scene, who), wanted, moments), oneSpace(wanted)]),
    ...each('entered', entered, (who, wanted) => [String(runsOf(scene, who).length), String(wanted)]),
    ...each('tags', tags, (who, wanted) => [names(cardOf(scene, who).tags), sorted(wanted)]),
    ...each('lists', lists, (who, wanted) => [names(cardOf(scene, who).lists), sorted(wanted)]),
    ...each('score', score, (who, wanted) => {
      const { person } = one(scene, who);
      return [String(currentScore(cardOf(scene, who).score, person.now)), String(wanted)];
    }),
    ...each('details', details, (who, wanted) => {
      const card = cardOf(scene, who);
      const found = Object.keys(wanted).map((name) => [name, detailOf(card, name) ?? null]);
      return [JSON.stringify(Object.fromEntries(found)), JSON.stringify(wanted)];
    }),
  ];
}

const names = (record: object): string => sorted(Object.keys(record));
const sorted = (texts: readonly string[]): string => texts.toSorted().join(', ') || '(none)';
const oneSpace = (text: string): string => text.trim().replace(/\s+/g, ' ');

function impossible({ happened }: Scene): readonly Failure[] {
  const lines = [...happened].flatMap(([name, { impossible: deeds }]) =>
    deeds.map((deed): DiffLine => ({ sign: '-', text: `${name}: ${JSON.stringify(deed)}` })),
  );
  return lines.length === 0 ? [] : [{ about: 'events that could not happen', lines }];
}

function each<T>(
  about: string,
  wanted: { readonly [who: string]: T },
  compare: (who: string, wanted: T) => readonly [found: string, wanted: string],
): readonly Failure[] {
  return Object.entries(wanted).flatMap(([who, what]): readonly Failure[] => {
    const [found, expected] = compare(who, what);
    if (found === expected) return [];
    return [
      {
        about,
        lines: [
          { sign: '-', text: `${who}: ${expected}` },
          { sign: '+', text: `${who}: ${found}` },
        ],
      },
    ];
  });
}

/** `ada`, or `ada in letters` where there are several workflows. */
function one({ happened }: Scene, who: string): Happened {
  const [name] = splitName(who, new Set(happened.keys()));
  const found = happened.get(name);
  if (found === undefined) throw new Unclear(`there is no \`${name}\``);
  return found;
}

function runsOf(scene: Scene, who: string): readonly Run[] {
  const { person } = one(scene, who);
  const [first] = scene.stage.flows.keys();
  const flow = / in (\S+)$/.exec(who)?.[1] ?? first;
  if (flow === undefined || !scene.stage.flows.has(flow))
    throw new Unclear(`\`${who}\`: there is no workflow \`${flow}\``);
  return [...person.runs.values()].filter((run) => run.flow.name === flow);
}

const runOf = (scene: Scene, who: string): Run | undefined => runsOf(scene, who).at(-1);

function cardOf(scene: Scene, who: string) {
  const { card } = one(scene, who).person;
  if (card === undefined) throw new Unclear(`\`${who}\` does not exist at the end`);
  return card;
}

type Wanted = {
  readonly text: string;
  readonly who: string;
  readonly step: string;
  readonly at: number | undefined;
  readonly within: number;
  readonly subject?: string | undefined;
  readonly contains?: string | undefined;
};

/** Of a push message, its title. */
function subjectOf(message: Message | undefined): string | undefined {
  if (message?.channel === 'push') return message.title;
  return message?.channel === 'email' ? message.subject : undefined;
}

function judgeSends(scene: Scene, wanted: readonly (Line | Send)[]): readonly Failure[] {
  const found = [...scene.happened].flatMap(([who, { sent }]) =>
    sent.map(({ at, row, message }) => ({
      who,
      at,
      step: row.step,
      flow: row.workflow,
      subject: subjectOf(message),
      body: message === undefined ? '' : message.channel === 'push' ? message.body : message.text,
    })),
  );
  const matches = (one: Wanted, of: (typeof found)[number]): boolean =>
    isAbout(scene, one, of) &&
    (one.subject === undefined || one.subject === of.subject) &&
    (one.contains === undefined || of.body.includes(one.contains));
  const texts = found.map((of) => {
    const extra = wanted.some((line) => 'to' in line && line.subject !== undefined)
      ? ` (${of.subject ?? 'no subject'})`
      : '';
    return `${timeOf(of.at, scene.moments)}: ${of.who} gets ${nameOf(scene, of)}${extra}`;
  });
  return diff(
    'sends',
    wanted.flatMap((line) => wantedOf(scene, line, 'gets')),
    found,
    matches,
    texts,
  );
}

function judgeMisses(scene: Scene, wanted: readonly Line[]): readonly Failure[] {
  const found = [...scene.happened].flatMap(([who, { missed }]) =>
    missed.map(({ at, run, entry }) => ({
      who,
      at,
      step: entry.step,
      flow: run.flow.name,
      why: entry.why ?? entry.did,
    })),
  );
  const texts = found.map(
    (of) => `${timeOf(of.at, scene.moments)}: ${of.who} misses ${nameOf(scene, of)}, ${of.why}`,
  );
  const matches = (one: Wanted, of: (typeof found)[number]): boolean =>
    isAbout(scene, one, of) && (one.contains === undefined || of.why.includes(one.contains));
  return diff(
    'misses',
    wanted.flatMap((line) => wantedOf(scene, line, 'misses')),
    found,
    matches,
    texts,
  );
}

function isAbout(
  { stage }: Scene,
  wanted: Wanted,
  {
    who,
    at,
    step,
    flow,
  }: { readonly who: string; readonly at: number; readonly step: string; readonly flow: string },
): boolean {
  const [first] = stage.flows.keys();
  const named = wanted.step.includes('/') ? wanted.step : `${first}/${wanted.step}`;
  if (who !== wanted.who || `${flow}/${step}` !== named) return false;
  return wanted.at === undefined || Math.abs(at - wanted.at) <= wanted.within;
}

function nameOf({ stage }: Scene, { flow, step }: { readonly flow: string; readonly step: string }): string {
  const [first] = stage.flows.keys();
  return flow === first ? step : `${flow}/${step}`;
}

function wantedOf(
  { happened, moments }: Scene,
  line: Line | Send,
  verb: 'gets' | 'misses',
): readonly Wanted[] {
  if (isSend(line)) {
    const { to, step, after, at, within, subject, contains } = line;
    const when = after === undefined ? (at === undefined ? undefined : `at ${at}`) : `after ${after}`;
    const parts = [
      subject === undefined ? '' : ` (${subject})`,
      contains === undefined ? '' : ` containing “${contains}”`,
    ];
    return [
      {
        text: `${when ?? 'at any time'}: ${to} gets ${step}${parts.join('')}`,
        who: to,
        step,
        at: when === undefined ? undefined : momentOf(when.replace(/^after 0 minutes$/, 'at once'), moments),
        within: durationMs(within ?? TOLERANCE),
        subject,
        contains,
      },
    ];
  }
  return Object.entries(line).flatMap(([when, sentences]) =>
    [sentences].flat().map((sentence): Wanted => {
      const [who, rest] = splitName(sentence, new Set(happened.keys()));
      const [, step, why] = new RegExp(`^${verb} (\\S+?)(?:, (.*))?$`).exec(rest) ?? [];
      if (step === undefined) throw new Unclear(`\`${sentence}\`: write \`${who} ${verb} STEP\``);
      const at = when === 'at any time' ? undefined : momentOf(when, moments);
      return { text: `${when}: ${sentence}`, who, step, at, within: durationMs(TOLERANCE), contains: why };
    }),
  );
}

const isSend = (line: Line | Send): line is Send => 'to' in line && 'step' in line;

/** Each expected line takes one of what happened; what is left on either side is the difference. */
function diff<F>(
  about: string,
  wanted: readonly Wanted[],
  found: readonly F[],
  matches: (wanted: Wanted, found: F) => boolean,
  texts: readonly string[],
): readonly Failure[] {
  const left = new Set(found.keys());
  const lines = wanted.map((one): DiffLine => {
    const match = [...left].find((index) => {
      const candidate = found[index];
      return candidate !== undefined && matches(one, candidate);
    });
    if (match === undefined) return { sign: '-', text: one.text };
    left.delete(match);
    return { sign: ' ', text: one.text };
  });
  const extra = [...left].map((index): DiffLine => ({ sign: '+', text: texts[index] ?? '' }));
  return lines.every(({ sign }) => sign === ' ') && extra.length === 0
    ? []
    : [{ about, lines: [...lines, ...extra] }];
}
