/**
 * Where waits live says nothing about what happens: generated workflows, with their people and events at random, end the
 * same in one Standard execution per run and in rows between Express executions of either kind, over a bus that duplicates and reorders.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import type { Step } from '../../workflow-compiler/language/step.ts';
import { interruptsOf } from '../../workflow-compiler/lower/interrupts.ts';
import { workflows } from '../compiler/generate.ts';
import { type Played, playDisorderly, playPlainly } from './play.ts';
import {
  begin,
  contact,
  DAY,
  type Deed,
  event,
  HOUR,
  idle,
  join_,
  MINUTE,
  START,
  type Story,
  time,
} from './world.ts';

/** No webhooks: nobody answers them here. */
const KINDS = [
  'add-tag',
  'wait',
  'send-email',
  'branch',
  'wait-for-event',
  'jump',
  'split',
  'goal',
  'remove-tag',
  'set-detail',
  'adjust-score',
  'add-to-list',
  'remove-from-list',
  'emit-event',
] as const;

type Happening = { readonly who: number; readonly what: number; readonly at: number };

const PEOPLE = ['ada', 'bob', 'cid'];
const EXTERNAL = ['order', 'visit', 'complaint'];

const published =
  (definition: Definition): Deed =>
  ({ publish }) =>
    publish(definition.name, JSON.stringify(definition));

function storyOf(definition: Definition, happenings: readonly Happening[]): Story {
  const deeds = happenings
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ who, what, at }, index): Deed[] => {
      // Never in the same moment as the end of a wait, which are whole hours: there either may win.
      const moment = at * HOUR + 7 * MINUTE + index;
      const of = PEOPLE[who % PEOPLE.length] ?? '';
      const name = EXTERNAL[what % EXTERNAL.length] ?? '';
      const properties = { name, properties: { amount: what } };
      const happened = event(`e${index}`, of, 'external.occurred', properties, START + moment);
      const changed = contact(of, { do: 'add-tag', tag: name });
      return [time(moment), what % 2 === 0 ? happened : changed];
    });
  return {
    name: 'generated',
    setup: [begin, published(definition)],
    deeds: [...PEOPLE.map((id) => contact(id, join_('newsletter'))), idle, ...deeds, time(400 * DAY)],
  };
}

const happening = fc.record({ who: fc.nat(2), what: fc.nat(5), at: fc.nat(24 * 20) });
const EXPRESS: readonly Shape[] = [{ placement: 'express' }, { placement: 'express', granularity: 'step' }];

/** A first stretch that is done in the call that enrols is over before anything of its own doing is told. */
function interruptsItself(definition: Definition): boolean {
  const caused = new Set(Object.values(definition.steps).flatMap(({ kind }) => CAUSES[kind] ?? []));
  return interruptsOf(definition).some(({ types }) => types.some((type) => caused.has(type)));
}

const CAUSES: { readonly [K in Step['kind']]?: readonly string[] } = {
  'add-tag': ['contact.tagged', 'contact.score-reached'],
  'set-detail': ['contact.detail-modified'],
  'adjust-score': ['contact.score-reached'],
  'add-to-list': ['list.joined'],
  'emit-event': ['external.occurred'],
};

function expectSame(found: Played, standard: Played): void {
  expect(found.problems).toEqual([]);
  expect(found.ending).toEqual(standard.ending);
}

describe('both placements', () => {
  it('end every generated workflow the same', { timeout: 300_000 }, async () => {
    const seen = { woke: 0, parked: 0 };
    const poor = (): boolean => Object.values(seen).some((count) => count === 0);
    const property = fc.asyncProperty(
      workflows({ maxSteps: 8, kinds: KINDS }),
      fc.array(happening, { maxLength: 5 }),
      async (definition, happenings) => {
        const story = storyOf(definition, happenings);
        const standard = await playPlainly(story, {});
        const told = standard.ending.runs.join('\n');
        if (/ woke /.test(told)) seen.woke += 1;
        if (/ parked/.test(told)) seen.parked += 1;
        for (const shape of EXPRESS) {
          const played = await playPlainly(story, shape);
          if (interruptsItself(definition)) expect(played.problems).toEqual([]);
          else expectSame(played, standard);
        }
        // An exit rule or a goal that comes seconds late may find the run over.
        if (interruptsOf(definition).length > 0) return;
        const disorderly = await playDisorderly(story, 7, {});
        for (const shape of EXPRESS) expectSame(await playDisorderly(story, 7, shape), disorderly);
      },
    );
    const bounds = { numRuns: 30, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false };
    // Stories are drawn until something has waited, and something has been woken.
    for (let round = 0; round === 0 || (round < 10 && poor()); round += 1) await fc.assert(property, bounds);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });

  // Whatever interrupts here comes from outside, while the run waits: then the first stretch, which the router does, is as any other.
  it('let an exit rule and a goal take runs from the same places', { timeout: 300_000 }, async () => {
    const seen = { left: 0, reached: 0 };
    // While they pause, Ada complains and Bob orders, unless they have done so before.
    const certain: readonly Happening[] = [
      { who: 0, what: 2, at: 40 },
      { who: 1, what: 0, at: 41 },
    ];
    const kinds = KINDS.filter((kind) => kind !== 'emit-event' && kind !== 'goal');
    const property = fc.asyncProperty(
      workflows({ maxSteps: 8, kinds }),
      fc.array(happening, { maxLength: 5 }),
      async (definition, happenings) => {
        const when = { kind: 'event-occurred', type: 'external.occurred', name: 'order' } as const;
        const ruled: Definition = {
          ...definition,
          triggers: [...definition.triggers, { on: 'list.joined', list: 'newsletter' }],
          exit: [{ on: 'external.occurred', name: 'complaint' }],
          start: 'tag',
          steps: {
            ...definition.steps,
            tag: { kind: 'add-tag', tag: 'here', next: 'pause' },
            pause: { kind: 'wait', for: '2 days', next: definition.start },
            bought: { kind: 'goal', when, next: 'end' },
          },
        };
        const story = storyOf(ruled, [...happenings, ...certain]);
        const standard = await playPlainly(story, {});
        const told = standard.ending.runs.join('\n');
        if (/ woke exit-0 /.test(told)) seen.left += 1;
        if (/ woke goal-bought /.test(told)) seen.reached += 1;
        for (const shape of EXPRESS) expectSame(await playPlainly(story, shape), standard);
      },
    );
    const bounds = { numRuns: 25, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false };
    await fc.assert(property, bounds);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });
});
