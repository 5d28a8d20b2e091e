/** Feed: a batch of changes. A card's change becomes events, which become rows; an event's row goes on the bus when its type is subscribed to. */
import type { Deps } from '../deps.ts';
import { publishChanges } from '../domain/event/publish.ts';
import type { Change } from '../ports/store.ts';

export const create =
  (deps: Deps) =>
  (changes: readonly Change[]): Promise<void> =>
    publishChanges(deps, changes);
