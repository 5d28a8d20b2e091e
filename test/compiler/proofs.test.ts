/**
 * Proofs are true: whatever walks through generated workflows do, no certain finding is ever contradicted by one, and what
 * takes the longest is a way that a run can take. Work grows with the workflow, not with its square.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { has } from '../../workflow-compiler/check/ways/facts.ts';
import { heaviest } from '../../workflow-compiler/check/ways/heaviest.ts';
import { waysOf } from '../../workflow-compiler/check/ways/ways.ts';
import { check } from '../../workflow-compiler/compile.ts';
import type { Condition } from '../../workflow-compiler/language/condition.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { durationMs } from '../../workflow-compiler/language/duration.ts';
import { edgesOf } from '../../workflow-compiler/language/edges.ts';
import { eventTypesOf } from '../../workflow-compiler/lower/event-types.ts';
import { workflows } from './generate.ts';

type Visit = { readonly step: string; readonly passed: ReadonlySet<string>; readonly event: string };

/** One walk, by the definition alone: where it came, what it had passed by then, and the event at hand. */
function walk({ steps, start, triggers }: Definition, choose: () => number): readonly Visit[] {
  const pick = <T>(list: readonly T[]): T | undefined => list[choose() % Math.max(1, list.length)];
  const goals = Object.entries(steps).flatMap(([id, step]) => (step.kind === 'goal' ? [{ id, step }] : []));
  const visits: Visit[] = [];
  const passed = new Set<string>();
  const taken = new Map<string, number>();
  let event = pick(triggers)?.on ?? '';
  let at = start;
  while (at !== 'end' && visits.length < 200) {
    const step = steps[at];
    if (step === undefined) throw new Error(`there is no step ${at}`);
    visits.push({ step: at, passed: new Set(passed), event });
    passed.add(at);
    const goal =
      ['wait', 'wait-for-event', 'branch'].includes(step.kind) && choose() % 5 === 0
        ? pick(goals)
        : undefined;
    if (goal !== undefined) {
      event = pick(eventTypesOf(goal.step.when)) ?? event;
      at = goal.id;
    } else if (step.kind === 'jump') {
      const count = taken.get(at) ?? 0;
      taken.set(at, count + 1);
      at = count < step.atMost ? step.to : step.next;
    } else {
      const edge = pick(edgesOf(step));
      if (step.kind === 'wait-for-event' && edge?.role === 'path')
        event = step.paths.find(({ id }) => id === edge.path)?.event.on ?? event;
      at = edge?.target ?? 'end';
    }
  }
  return visits;
}

/** The workflow with questions about messages and events anywhere, right or wrong. */
function withQuestions(definition: Definition, choices: readonly number[]): Definition {
  const ids = Object.keys(definition.steps);
  const mails = ids.filter((id) => definition.steps[id]?.kind === 'send-email');
  const ask = (n: number): Condition => {
    const message = mails[n % Math.max(1, mails.length)];
    return n % 2 === 0 && message !== undefined
      ? { kind: 'email-opened', message }
      : { kind: 'event', property: n % 3 === 0 ? 'link' : 'tag', op: 'exists' };
  };
  const triggers: Definition['triggers'] = [{ on: 'list.joined' }, { on: 'email.opened' }];
  const steps = Object.entries(definition.steps).map(([id, step], i) => {
    if (step.kind !== 'branch') return [id, step] as const;
    const paths = step.paths.map((path, n) => ({
      ...path,
      when: ask((choices[(i + n) % choices.length] ?? 0) + n),
    }));
    return [id, { ...step, paths }] as const;
  });
  const { entry: _filter, ...rest } = definition;
  return { ...rest, triggers, steps: Object.fromEntries(steps) };
}

const CARRIES: { readonly [property: string]: readonly string[] } = {
  link: ['email.clicked'],
  tag: ['contact.tagged', 'contact.untagged'],
};
const OPEN = ['external.occurred', 'form.submitted', 'web.page-visited'];

describe('facts at each step', () => {
  it('agree with every walk', () => {
    fc.assert(
      fc.property(
        workflows({ maxSteps: 15 }),
        fc.array(fc.nat(1000), { minLength: 200, maxLength: 400 }),
        (definition, choices) => {
          const ways = waysOf(definition);
          let next = 0;
          const choose = () => choices[next++ % choices.length] ?? 0;
          for (let n = 0; n < 4; n += 1)
            for (const { step, passed, event } of walk(definition, choose)) {
              const facts = ways.at(step);
              expect(facts, `${step} was reached`).toBeDefined();
              if (facts === undefined) return;
              for (const id of Object.keys(definition.steps)) {
                if (passed.has(id)) expect(ways.passes(facts, id), `${id} before ${step}`).not.toBe('never');
                else expect(ways.passes(facts, id), `${id} before ${step}`).not.toBe('always');
              }
              expect(has(facts.events, ways.sources.types.indexOf(event)), `${event} at ${step}`).toBe(true);
            }
        },
      ),
      { numRuns: 60 },
    );
  });
});

const ASKING = ['branch', 'send-email', 'wait', 'branch', 'wait-for-event', 'goal', 'jump'] as const;

describe('errors', () => {
  it('about messages and events are contradicted by no walk, and say something', () => {
    const seen = { message: 0, property: 0 };
    fc.assert(
      fc.property(
        workflows({ maxSteps: 12, kinds: ASKING }),
        fc.array(fc.nat(1000), { minLength: 50, maxLength: 200 }),
        (plain, choices) => {
          const definition = withQuestions(plain, choices);
          let next = 0;
          const choose = () => choices[next++ % choices.length] ?? 0;
          const visits = Array.from({ length: 6 }, () => walk(definition, choose)).flat();
          for (const { code, at } of check(definition).diagnostics) {
            if (code !== 'MSG-01' && code !== 'COND-09') continue;
            const [, , id = '', , path = ''] = at.split('/');
            const step = definition.steps[id];
            const when = step?.kind === 'branch' ? step.paths[Number(path)]?.when : undefined;
            const here = visits.filter((visit) => visit.step === id);
            if (code === 'MSG-01' && when !== undefined && 'message' in when) {
              seen.message += 1;
              expect(here.filter(({ passed }) => passed.has(String(when.message)))).toEqual([]);
            } else if (when !== undefined && 'property' in when) {
              seen.property += 1;
              const able = [...OPEN, ...(CARRIES[when.property] ?? [])];
              expect(here.filter(({ event }) => able.includes(event))).toEqual([]);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(seen.message).toBeGreaterThan(5);
    expect(seen.property).toBeGreaterThan(5);
  });
});

/** The longest way by trying all of them: jumps are counted, as a run counts them. */
function longestByTrial({ steps, start }: Definition, weigh: (id: string) => number): number {
  const known = new Map<string, number>();
  const longest = (id: string, taken: { readonly [jump: string]: number }): number => {
    const step = steps[id];
    if (step === undefined) return 0;
    const key = JSON.stringify([id, taken]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const count = taken[id] ?? 0;
    const onward =
      step.kind === 'jump'
        ? [count < step.atMost ? longest(step.to, { ...taken, [id]: count + 1 }) : longest(step.next, taken)]
        : edgesOf(step).map(({ target }) => longest(target, taken));
    const found = weigh(id) + Math.max(0, ...onward);
    known.set(key, found);
    return found;
  };
  return longest(start, {});
}

describe('the longest way', () => {
  it('is never longer than one that can be taken, and usually the longest', () => {
    const seen = { equal: 0, all: 0 };
    fc.assert(
      fc.property(
        workflows({ maxSteps: 12, kinds: ['wait', 'branch', 'jump', 'wait-for-event', 'add-tag'] }),
        (definition) => {
          const weigh = (id: string): number => {
            const step = definition.steps[id];
            if (step?.kind === 'wait') return durationMs(step.for ?? '');
            return step?.kind === 'wait-for-event' ? durationMs(step.timeout.after) : 1;
          };
          const found = heaviest(waysOf(definition), weigh);
          const tried = longestByTrial(definition, weigh);
          expect(found).toBeLessThanOrEqual(tried);
          seen.all += 1;
          if (found === tried) seen.equal += 1;
        },
      ),
      { numRuns: 200 },
    );
    expect(seen.equal).toBeGreaterThan(seen.all * 0.8);
  });

  it('counts a jump within a run, nested or not', () => {
    const nested = `
language: 1
name: nested
triggers: [{ on: list.joined }]
start: a
steps:
  a: { kind: wait, for: 1 day, next: inner }
  inner: { kind: jump, to: a, atMost: 150, next: outer }
  outer: { kind: jump, to: a, atMost: 150, next: end }
`;
    // 301 days; multiplied it would be 22,801.
    expect(check(nested).diagnostics).toEqual([]);
    expect(
      check(nested.replace('atMost: 150, next: outer', 'atMost: 220, next: outer')).diagnostics,
    ).toMatchObject([{ code: 'LIMIT-02', detail: expect.stringContaining('371 days') }]);
  });
});

describe('work', () => {
  /** Mails, waits, branches that merge, loops and goals, over and over. */
  function long(rounds: number): Definition {
    const steps: { [id: string]: Definition['steps'][string] } = {};
    for (let i = 0; i < rounds; i += 1) {
      const next = i + 1 < rounds ? `mail-${i + 1}` : 'end';
      steps[`mail-${i}`] = {
        kind: 'send-email',
        subject: 'Hello {{ contact.firstName }}',
        text: 'Hello',
        next: `wait-${i}`,
      };
      steps[`wait-${i}`] = { kind: 'wait', for: '1 hour', next: `ask-${i}` };
      steps[`ask-${i}`] = {
        kind: 'branch',
        paths: [{ id: 'p', when: { kind: 'email-opened', message: `mail-${i}` }, next: `tag-${i}` }],
        otherwise: `again-${i}`,
      };
      steps[`again-${i}`] = { kind: 'jump', to: `mail-${i}`, atMost: 1, next: `tag-${i}` };
      steps[`tag-${i}`] = { kind: 'add-tag', tag: `t${i}`, next };
    }
    steps.goal = { kind: 'goal', when: { kind: 'tag', tag: 'done' }, next: 'end' };
    return { language: 1, name: 'long', triggers: [{ on: 'list.joined' }], start: 'mail-0', steps };
  }

  it('grows with the workflow, not with its square', () => {
    const [some, more] = [waysOf(long(50)).work, waysOf(long(100)).work];
    expect(more / some).toBeLessThan(2.2);
    expect(some).toBeLessThan(50 * 8 * 4);
  });

  it('finds nothing certain to complain about in 500 steps', () => {
    const errors = check(long(99)).diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('stays far below a payload, however large the workflow', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `${'s'.repeat(56)}${String(i).padStart(4, '0')}`);
    const cursor = {
      tenant: 't'.repeat(100),
      contact: 'c'.repeat(100),
      workflow: 'w'.repeat(60),
      version: 1_000_000,
      run: 'r'.repeat(150),
      turn: 1_000_000,
      trail: ids.map((id) => [id, 'jump']),
      loops: Object.fromEntries(ids.map((id) => [id, 1000])),
    };
    expect(JSON.stringify({ contract: 1, steps: ids, cursor }).length).toBeLessThan(256 * 1024);
  });
});
