/** How many contacts meet a condition. Every card is looked at, so this is for people who ask, not for paths that must be quick. */
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import { cardReads } from '../../../workflow-compiler/predicate/reads.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { contactListPks } from '../keys.ts';
import { cardBody } from './body.ts';

/** `next`: there are contacts that were not looked at; their count is the caller's to add. */
export type Counted = { readonly matching: number; readonly looked: number; readonly next?: string };

/** Where cards are read in pages, this many of them are looked at in one call. */
const PAGES = 20;
const PAGE = 1000;

/**
 * The condition must look at the card alone (`cardReads`): what asks for activity holds of nobody here.
 *
 * @example await countContacts(deps, tenant, { kind: 'tag', tag: 'vip' }) // { matching: 12, looked: 4000 }
 */
export async function countContacts(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  tenant: TenantId,
  condition: Condition,
  after?: string,
): Promise<Counted> {
  const { holds } = compileCondition(condition);
  const now = clock.now();
  let matching = 0;
  let looked = 0;
  const look = (body: Json): void => {
    looked += 1;
    if (holds({ card: cardBody(body).card, activity: [], now })) matching += 1;
  };
  const pks = contactListPks(tenant);
  if (store.survey !== undefined && after === undefined) {
    const paths = [['id'], ...cardReads(condition).paths].map((path) => ['card', ...path]);
    for await (const bodies of store.survey('list', pks, paths)) for (const body of bodies) look(body);
    return { matching, looked };
  }
  let next = after;
  for (let page = 0; page < PAGES; page += 1) {
    const found = await store.fanOut('list', pks, {
      limit: PAGE,
      ...(next === undefined ? {} : { after: next }),
    });
    for (const { body } of found.items) look(body);
    next = found.next;
    if (next === undefined) return { matching, looked };
  }
  return next === undefined ? { matching, looked } : { matching, looked, next };
}
