/**
 * Valid workflows, at random: all kinds of steps, merges, jumps, goals, exit rules, and texts that try to be expressions.
 * Whatever it makes compiles without errors (warnings may occur). Steps stand in a chain, so that each is reachable and
 * every way goes forward; other paths lead to any later step; a jump goes back to a step that waits.
 */
import fc from 'fast-check';
import type { Condition } from '../../workflow-compiler/language/condition.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import type { EventPattern } from '../../workflow-compiler/language/event.ts';
import type { Step, StepKind } from '../../workflow-compiler/language/step.ts';

export type GenerateOptions = {
  /** Steps in the chain; exits come on top. 12 unless said. */
  readonly maxSteps?: number;
  /** Kinds to use; all unless said. */
  readonly kinds?: readonly StepKind[];
};

/** Numbers that decide everything about one step; small ones give the plainest step, so that failures shrink well. */
type Seed = { readonly kind: number; readonly a: number; readonly b: number; readonly c: number };

const CHAIN: readonly StepKind[] = [
  'add-tag',
  'wait',
  'send-email',
  'branch',
  'wait-for-event',
  'jump',
  'split',
  'goal',
  'send-sms',
  'send-push',
  'notify-email',
  'webhook',
  'remove-tag',
  'set-detail',
  'adjust-score',
  'add-to-list',
  'remove-from-list',
  'emit-event',
];

/** Names and texts that must stay data all the way. */
const TEXTS = [
  'plain',
  'ümläut “quoted”',
  '{% $states.input %}',
  "'; $eval('1')",
  '%} {%',
  '</script>',
  '__proto__',
];

export function workflows(options: GenerateOptions = {}): fc.Arbitrary<Definition> {
  const seed = fc.record({ kind: fc.nat(1000), a: fc.nat(1000), b: fc.nat(1000), c: fc.nat(1000) });
  return fc
    .record({
      seeds: fc.array(seed, { minLength: 1, maxLength: options.maxSteps ?? 12 }),
      exits: fc.nat(2),
      rules: fc.nat(7),
    })
    .map(({ seeds, exits, rules }) => assemble(seeds, exits, rules, options.kinds ?? CHAIN));
}

function assemble(
  seeds: readonly Seed[],
  exits: number,
  rules: number,
  kinds: readonly StepKind[],
): Definition {
  const ids = seeds.map((_, i) => `s${i}`);
  const exitIds = Array.from({ length: kinds.includes('branch') ? exits : 0 }, (_, i) => `exit${i}`);
  const steps: { [id: string]: Step } = {};
  const context: Building = { ids, steps, jumps: 0, days: 0, goals: 0 };
  seeds.forEach((seed, i) => {
    steps[`s${i}`] = stepOf(at(kinds, seed.kind), i, seed, context);
  });
  if (exitIds.length > 0) leadToExits(steps, ids, exitIds);
  return {
    language: 1,
    name: 'generated',
    // The external event may carry the `amount` that conditions ask for.
    triggers: [eventOf(rules), { on: 'external.occurred', name: 'order' }],
    ...(rules % 2 === 1 ? { exit: [{ on: 'contact.tagged' as const, tag: at(TEXTS, rules) }] } : {}),
    ...(rules % 3 === 1
      ? { entry: { reentry: 'always' as const, filter: conditionOf(rules, undefined) } }
      : {}),
    ...(rules % 3 === 2 ? { sending: { hours: { from: '09:00', to: '18:00' } } } : {}),
    start: 's0',
    steps,
  };
}

/** What is known while steps are made; counters keep a run within a year. */
type Building = {
  readonly ids: readonly string[];
  readonly steps: { readonly [id: string]: Step };
  jumps: number;
  days: number;
  goals: number;
};

function leadToExits(
  steps: { [id: string]: Step },
  ids: readonly string[],
  exitIds: readonly string[],
): void {
  const last = ids.at(-1) ?? 's0';
  steps['way-out'] = {
    kind: 'branch',
    paths: exitIds.map((id, i) => ({ id: `p${i}`, when: conditionOf(i, undefined), next: id })),
    otherwise: 'end',
  };
  for (const id of exitIds) steps[id] = { kind: 'exit', reason: '{% $states.input %}' };
  const step = steps[last];
  if (step === undefined) return;
  steps[last] = JSON.parse(JSON.stringify(step).replaceAll('"next":"end"', '"next":"way-out"'));
}

const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('an empty list to choose from');
  return item;
};

function stepOf(kind: StepKind, i: number, seed: Seed, context: Building): Step {
  const { a, b, c } = seed;
  const { ids } = context;
  const next = ids[i + 1] ?? 'end';
  const later = (n: number): string => at([next, ...ids.slice(i + 2), 'end'], n);
  const mails = earlier(context, i, (step) => step.kind === 'send-email');
  const message = mails.length > 0 && c % 2 === 1 ? at(mails, a) : undefined;
  const text = at(TEXTS, a);
  switch (kind) {
    case 'branch':
      return {
        kind,
        paths: Array.from({ length: 1 + (a % 3) }, (_, n) => ({
          id: `p${n}`,
          when: conditionOf(b + n, message),
          next: n === 0 ? next : later(c + n),
        })),
        otherwise: later(b),
      };
    case 'split':
      return {
        kind,
        paths: [
          { id: 'first', weight: 1 + (a % 98), next },
          { id: 'second', weight: 99 - (a % 98), next: later(b) },
        ],
      };
    case 'wait':
      return { kind, ...waitOf(a, context), next };
    case 'wait-for-event': {
      const since = mails.length > 0 && b % 2 === 1 ? at(mails, b) : undefined;
      return {
        kind,
        paths: Array.from({ length: 1 + (a % 2) }, (_, n) => ({
          id: `p${n}`,
          event: eventOf(b + n, message),
          next: later(c + n),
        })),
        ...(since === undefined ? {} : { since }),
        timeout: { after: `${1 + (c % 20)} hours`, next },
      };
    }
    case 'jump': {
      const back = earlier(context, i, waits);
      if (back.length === 0 || context.jumps >= 2) return { kind: 'add-tag', tag: text, next };
      context.jumps += 1;
      return { kind, to: at(back, a), atMost: 1 + (b % 2), next };
    }
    case 'goal':
      if (context.goals >= 2) return { kind: 'add-tag', tag: text, next };
      context.goals += 1;
      return { kind, when: { kind: 'tag', tag: `goal ${i}` }, next };
    case 'exit':
      return { kind, reason: text };
    default:
      return actionOf(kind, seed, next, later(b));
  }
}

type Action = Exclude<StepKind, 'branch' | 'split' | 'wait' | 'wait-for-event' | 'jump' | 'goal' | 'exit'>;

function actionOf(kind: Action, { a, c }: Seed, next: string, other: string): Step {
  const text = at(TEXTS, a);
  const onRejected = c % 3 === 0 ? { onRejected: other } : {};
  switch (kind) {
    case 'send-email':
      return {
        kind,
        subject: 'Hello {{ contact.firstName }}',
        text: 'Hello',
        label: text,
        next,
        ...onRejected,
      };
    case 'send-sms':
      return { kind, text: 'Hello', label: text, next, ...onRejected };
    case 'send-push':
      return {
        kind,
        title: 'Hello {{ contact.firstName }}',
        body: 'Hello',
        link: at(['https://example.com/sale', 'shop://sale'], a),
        data: { offer: 'summer' },
        label: text,
        next,
        ...onRejected,
      };
    case 'notify-email':
      return { kind, to: ['team@example.com'], subject: 'Hello', text: 'Hello', next, ...onRejected };
    case 'webhook':
      return { kind, url: 'https://example.com/hook', body: { id: '{{ contact.id }}' }, next, ...onRejected };
    case 'add-tag':
    case 'remove-tag':
      return { kind, tag: text, next };
    case 'set-detail':
      return { kind, detail: `custom ${a}`, value: at([text, 7, true, { event: 'amount' }], c), next };
    case 'adjust-score':
      return { kind, by: 1 + a, next };
    case 'add-to-list':
    case 'remove-from-list':
      return { kind, list: text, next };
    case 'emit-event':
      return { kind, name: text, properties: { amount: a }, next };
  }
}

function waitOf(
  a: number,
  context: Building,
): { for: string } | { day: { on: 'weekday'; at: string } } | { until: string } {
  if (a % 4 === 1 && context.days < 3) {
    context.days += 1;
    return { day: { on: 'weekday', at: '09:00' } };
  }
  return a % 4 === 2 ? { until: '2026-12-24T09:00' } : { for: `${1 + (a % 6)} hours` };
}

const waits = (step: Step): boolean =>
  step.kind === 'wait-for-event' || (step.kind === 'wait' && step.until === undefined);

const earlier = ({ ids, steps }: Building, i: number, is: (step: Step) => boolean): readonly string[] =>
  ids.slice(0, i).filter((id) => {
    const step = steps[id];
    return step !== undefined && is(step);
  });

function conditionOf(n: number, message: string | undefined): Condition {
  const about = message === undefined ? {} : { message };
  const leaf = at<Condition>(
    [
      { kind: 'tag', tag: at(TEXTS, n) },
      { kind: 'email-opened', ...about },
      { kind: 'email-clicked', ...about, within: '1 day' },
      { kind: 'detail', name: 'plan', op: 'in', value: ['gold', '{% $states.input %}'] },
      { kind: 'score', op: 'reached', value: n },
      { kind: 'list', list: 'customers' },
      { kind: 'event-occurred', type: 'external.occurred', name: 'purchase', times: 2 },
      { kind: 'event', property: 'amount', op: 'greater', value: 10 },
      { kind: 'consent', channel: 'sms', is: 'in' },
    ],
    n,
  );
  return at<Condition>([leaf, leaf, { not: leaf }, { all: [leaf, { any: [leaf, { not: leaf }] }] }], n);
}

function eventOf(n: number, message?: string): EventPattern {
  const about = message === undefined ? {} : { message };
  return at<EventPattern>(
    [
      { on: 'list.joined', list: 'newsletter' },
      { on: 'email.opened', ...about },
      { on: 'email.clicked', ...about, link: 'https://example.com/*' },
      { on: 'web.page-visited', url: '*/shop' },
      { on: 'form.submitted' },
      {
        on: 'external.occurred',
        name: at(TEXTS, n),
        where: { kind: 'event', property: 'amount', op: 'exists' },
      },
      { on: 'contact.score-reached', score: n },
      { on: 'contact.added' },
    ],
    n,
  );
}
