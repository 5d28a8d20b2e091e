/**
 * What changes of the store say about how the product is doing, for the dashboard and its alarms. Changes may be told twice, so
 * these are good for seeing and waking somebody; what people are told stands in the reports, which count each change once.
 */
import { RUN } from '../domain/run/keys.ts';
import type { Change } from '../ports/store.ts';
import type { Figure } from './log.ts';

const MESSAGE = 'msg#';

/** By the state that a message has reached. */
const OF_MESSAGES: ReadonlyMap<unknown, Figure> = new Map([
  ['sent', 'MessagesSent'],
  ['rejected', 'MessagesRejected'],
  ['held', 'MessagesHeld'],
]);

/** Only figures that are not zero. */
export function figuresOf(changes: readonly Change[]): { readonly [Name in Figure]?: number } {
  const figures: { [Name in Figure]?: number } = {};
  const add = (name: Figure): void => {
    figures[name] = (figures[name] ?? 0) + 1;
  };
  for (const { key, old, new: now } of changes) {
    if (key.sk.startsWith(RUN)) {
      if (old === undefined && now !== undefined) add('RunsEntered');
      if (field(now, 'endedAt') !== undefined && field(old, 'endedAt') === undefined)
        add(field(now, 'state') === 'failed' ? 'RunsFailed' : 'RunsEnded');
    } else if (key.sk.startsWith(MESSAGE)) {
      const state = field(now, 'state');
      const name = OF_MESSAGES.get(state);
      if (name !== undefined && field(old, 'state') !== state) add(name);
    }
  }
  return figures;
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}
