/** Contacts whom a job is about, a page at a time. */
import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import type { Who } from '../job/job.ts';
import { listCards } from './find.ts';

export type Chosen = {
  readonly cards: readonly Card[];
  /** How many cards were read for them. */
  readonly looked: number;
  readonly next?: string;
};

const PAGE = 500;

/** Oldest first. The condition must look at the card alone: what asks for activity holds of nobody here. */
export async function chosen(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  tenant: TenantId,
  { list, condition }: Who,
  {
    after,
    limit = PAGE,
    shard,
  }: { readonly after?: string | undefined; readonly limit?: number; readonly shard?: number } = {},
): Promise<Chosen> {
  const page = await listCards(store, tenant, {
    limit: Math.min(limit, PAGE),
    oldestFirst: true,
    ...(after === undefined ? {} : { after }),
    ...(shard === undefined ? {} : { shard }),
  });
  const now = clock.now();
  const holds = condition === undefined ? undefined : compileCondition(condition).holds;
  const cards = page.cards.filter(
    (card) =>
      (list === undefined || Object.hasOwn(card.lists, list)) &&
      (holds === undefined || holds({ card, activity: [], now })),
  );
  return { cards, looked: page.cards.length, ...(page.next === undefined ? {} : { next: page.next }) };
}
