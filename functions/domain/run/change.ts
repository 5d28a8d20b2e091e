/** Contact changes of a run: steps in order over the card, all in one write with the run's row, each refused change by itself. */
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Step, StepOf } from '../../../workflow-compiler/language/step.ts';
import type { Activity, Card, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { propertyOf } from '../../../workflow-compiler/predicate/property.ts';
import type { Deps } from '../../deps.ts';
import { applyChanges } from '../contact/apply.ts';
import { cardBody } from '../contact/body.ts';
import type { Cause } from '../contact/cause.ts';
import type { ContactChange } from '../contact/change.ts';
import { planChange } from '../contact/plan.ts';
import { activityWrite } from '../event/activity.ts';
import { cardKey } from '../keys.ts';
import { scopeOf } from '../message/context.ts';
import { render, type Scope } from '../message/render.ts';
import { readTenant } from '../tenant/tenant.ts';
import { Left } from './errors.ts';
import { isObject, toActivity } from './facts.ts';
import { hex } from './keys.ts';
import type { Entry, Frame, Settled } from './settle.ts';

/** Workflows may set each other off this many times in a row; then the chain is cut. */
export const MAX_DEPTH = 10;

type ValueOf = StepOf<'set-detail'>['value'];
type Outcome = { readonly value: DetailValue } | { readonly refused: string };

export async function change(deps: Deps, frame: Frame): Promise<Settled> {
  const { owner, row, now } = frame;
  const { tenant, contact } = owner;
  const item = await deps.store.get(cardKey(tenant, contact));
  if (item === undefined) throw new Left('the contact was erased');
  const cause: Cause = { source: 'run', run: row.run, workflow: row.workflow, depth: row.depth + 1 };
  const named = await readTenant(deps.store, tenant);
  const { good, entries, events } = changes(frame, cardBody(item.body).card, named?.name ?? tenant);
  const turn = deps.store.billed ? { turn: `${row.run}.${row.turn}` } : {};
  const plan = planChange({ tenant, contact, item, changes: good, at: now, cause, ...turn });
  if (!plan.ok)
    throw new Error(
      `changes that were accepted one by one were refused together: ${plan.problems[0]?.detail}`,
    );
  const emits = events.map((activity) => activityWrite({ ...owner, activity, cause }));
  return { kind: 'settled', writes: [...plan.writes, ...emits], entries };
}

export type Changes = {
  /** What the card takes, in order. */
  readonly good: readonly ContactChange[];
  readonly entries: readonly Entry[];
  readonly events: readonly Activity[];
  readonly card: Card;
};

/** What the frame's steps come to for this card: pure. `tenantName` is what templates call the tenant. */
export function changes(frame: Frame, before: Card, tenantName: string): Changes {
  const { row, now } = frame;
  const resolve = resolver(frame, before, tenantName);
  const good: ContactChange[] = [];
  const entries: Entry[] = [];
  const events: Activity[] = [];
  let card = before;
  for (const { id, step } of frame.steps) {
    if (step.kind === 'exit') continue;
    if (step.kind === 'emit-event') {
      const refused =
        row.depth + 1 > MAX_DEPTH ? 'workflows have set each other off ten times in a row' : undefined;
      if (refused === undefined) events.push(emitted(frame, id, step, resolve));
      entries.push(
        refused === undefined ? { step: id, did: 'changed' } : { step: id, did: 'rejected', why: refused },
      );
      continue;
    }
    const planned = changeOf(frame, id, step, resolve);
    if ('refused' in planned) {
      entries.push({ step: id, did: 'rejected', why: planned.refused });
      continue;
    }
    const applied = applyChanges(card, [planned.change], now);
    const [problem] = applied.problems;
    if (problem === undefined) {
      good.push(planned.change);
      card = applied.card;
      entries.push({ step: id, did: 'changed' });
    } else entries.push({ step: id, did: 'rejected', why: problem.detail });
  }
  return { good, entries, events, card };
}

type Planned = { readonly change: ContactChange } | { readonly refused: string };

function changeOf(frame: Frame, id: string, step: Step, resolve: (value: ValueOf) => Outcome): Planned {
  switch (step.kind) {
    case 'add-tag':
      return {
        change: { do: 'add-tag', tag: step.tag, ...(step.score === undefined ? {} : { score: step.score }) },
      };
    case 'remove-tag':
      return { change: { do: 'remove-tag', tag: step.tag } };
    case 'add-to-list':
      return { change: { do: 'join-list', list: step.list } };
    case 'remove-from-list':
      return { change: { do: 'leave-list', list: step.list } };
    case 'adjust-score': {
      const until =
        step.validFor === undefined
          ? {}
          : { until: new Date(frame.now + durationMs(step.validFor)).toISOString() };
      return {
        change: { do: 'adjust-score', by: step.by, id: `${frame.row.run}.${frame.row.turn}.${id}`, ...until },
      };
    }
    case 'set-detail': {
      const outcome = resolve(step.value);
      if ('refused' in outcome) return outcome;
      return { change: { do: 'set', detail: step.detail, value: outcome.value } };
    }
    default:
      throw new Error(`step ${id} (${step.kind}) changes no contact`);
  }
}

/** `external.occurred`, a row of the same write: its id comes from the run's place, so that it happens once. */
function emitted(
  { owner, row, at }: Frame,
  id: string,
  step: StepOf<'emit-event'>,
  resolve: (value: ValueOf) => Outcome,
): Activity {
  const properties: [string, Json][] = Object.entries(step.properties ?? {}).flatMap(([name, value]) => {
    const outcome = resolve(value);
    return 'refused' in outcome ? [] : [[name, outcome.value]];
  });
  return {
    id: hex(`${owner.tenant}|${row.run}|${row.turn}|${id}`).slice(0, 32),
    type: 'external.occurred',
    at,
    properties: { name: step.name, properties: Object.fromEntries(properties) },
  };
}

/** Values of steps: a constant, a property of the event at hand, or a template over the card as it was before these steps. */
function resolver(frame: Frame, card: Card, tenantName: string): (value: ValueOf) => Outcome {
  const { row, workflow, owner, now } = frame;
  let scope: Scope | undefined;
  return (value) => {
    if (typeof value !== 'object') return { value };
    if ('event' in value) {
      const found =
        row.event === undefined ? undefined : propertyOf(toActivity(row.event).properties, value.event);
      if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean')
        return { value: found };
      return {
        refused: `the event has no \`${value.event}\`${found !== undefined && isObject(found) ? ' that is one value' : ''}`,
      };
    }
    scope ??= scopeOf({
      card,
      row,
      title: workflow.title,
      tenant: { id: owner.tenant, name: tenantName },
      now,
    });
    const rendered = render('text', value.template, scope);
    return rendered.ok ? { value: rendered.text } : { refused: rendered.reason };
  };
}
