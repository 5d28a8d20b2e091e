/**
 * Dead letters told again, once a person has mended what they failed at. Telling twice is telling once, so a letter goes only
 * when what it held is on its way; whatever fails again becomes a letter again.
 */
import type { Deps } from '../../deps.ts';
import { pages } from '../../ports/pages.ts';
import type { Item } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { isActivityKey } from '../keys.ts';
import { asLetter, deadLettersOf } from './dead-letter.ts';
import { publishChanges } from './publish.ts';

const PAGE = 100;

export type Replayed = {
  readonly replayed: number;
  /** Changes of cards: what they were before is gone, so no event can be made of them; a person reads and removes them. */
  readonly kept: number;
};

/** All letters of a tenant that there are now. */
export async function replayDeadLetters(deps: Deps, tenant: TenantId): Promise<Replayed> {
  let replayed = 0;
  let kept = 0;
  const pk = deadLettersOf(tenant);
  for await (const { items } of pages((after) => deps.store.query(pk, { limit: PAGE, ...after }))) {
    for (const letter of items) {
      if (await tellAgain(deps, letter)) replayed += 1;
      else kept += 1;
    }
  }
  return { replayed, kept };
}

async function tellAgain(deps: Deps, item: Item): Promise<boolean> {
  const { event, change } = asLetter(item);
  if (event !== undefined) await deps.bus.publish([event]);
  else if (change === undefined || !isActivityKey(change)) return false;
  else {
    const row = await deps.store.get(change);
    // An event whose contact was erased in the meantime is nobody's.
    if (row !== undefined)
      await publishChanges(deps, [{ seq: item.sk, key: change, rev: row.rev, new: row.body }]);
  }
  // A letter that has come anew in the meantime stays.
  await deps.store.write([{ do: 'delete', key: { pk: item.pk, sk: item.sk }, when: { rev: item.rev } }]);
  return true;
}
