/** Routes one event: resumes the contact's runs that listen, then lets the contact into the workflows that it triggers. */
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Found } from '../../../workflow-compiler/predicate/sieve/sieve.ts';
import type { Deps } from '../../deps.ts';
import type { BusEvent } from '../../ports/bus.ts';
import { activityFor, eventOf } from '../event/activity.ts';
import { contactPk } from '../keys.ts';
import type { RoutingTable } from '../workflow/routing.ts';
import { setsOff, type Trigger } from '../workflow/triggers.ts';
import { MAX_DEPTH } from './change.ts';
import { type Begin, type Enrolled, enrol } from './enrol.ts';
import { type Owner, ownerOf } from './keys.ts';
import { readListening } from './listen.ts';
import { resumeListeners } from './resume.ts';

/** Duplicates, delays and any order are normal: everything here may happen twice. */
export async function routeEvent(
  deps: Deps,
  table: RoutingTable,
  told: BusEvent,
  begin?: Begin,
): Promise<void> {
  const owner = ownerOf(told);
  const item = await deps.store.get({ pk: contactPk(owner.tenant, owner.contact), sk: told.row });
  if (item === undefined) return;
  const happened = eventOf(item, item.body);
  if (happened === undefined) throw new Error(`\`${told.row}\` tells of no event`);
  const { activity, cause } = happened;
  const { card, listeners } = await readListening(deps.store, owner, activity.type);
  if (card === undefined) return;
  // First, while they are as they were read: whoever enters now is none of them, and what let her in cannot wake her.
  await resumeListeners(deps, owner, listeners, card, activity);
  for (const found of table.triggers.get(activity.type)?.(activity) ?? []) {
    if (!(await triggers(deps, owner, found, card, activity))) continue;
    const trigger = found.of;
    if (cause.depth > MAX_DEPTH) {
      deps.log.warn('a loop between workflows was cut', { tenant: owner.tenant, workflow: trigger.workflow });
      continue;
    }
    await enrol(deps, owner, trigger.workflow, card, { activity, depth: cause.depth }, begin);
  }
}

/**
 * Lets a contact into one workflow by hand, past the bus: `event` is a `manual.enrolled` that nobody else hears of. `undefined`: no
 * trigger of the workflow takes her.
 */
export async function enterByHand(
  deps: Deps,
  table: RoutingTable,
  owner: Owner,
  workflow: string,
  card: Card,
  event: Activity,
  begin?: Begin,
): Promise<Enrolled | undefined> {
  for (const found of table.triggers.get(event.type)?.(event) ?? []) {
    if (found.of.workflow !== workflow || !(await triggers(deps, owner, found, card, event))) continue;
    return enrol(deps, owner, workflow, card, { activity: event, depth: 0 }, begin);
  }
  return undefined;
}

async function triggers(
  deps: Deps,
  owner: Owner,
  found: Found<Trigger>,
  card: Card,
  event: Activity,
): Promise<boolean> {
  const { workflow, route } = found.of;
  // Who is enrolled by hand is enrolled into one workflow.
  if (event.type === 'manual.enrolled' && event.properties.workflow !== workflow) return false;
  const pattern = compileEvent(route.event);
  if (!found.settled && !pattern.concerns(event, { workflow })) return false;
  const now = deps.clock.now();
  const activity = await activityFor(deps.store, owner.tenant, owner.contact, pattern.needs, now);
  return setsOff(found, event, { card, activity, event, now });
}
