/** A tenant's frequency caps as they stand in its row, and as the command takes them: `email=2/day,5/week,hold`. */
import { CAPPED, type Cap, type Caps, MOST_CAPPED } from '../../../workflow-compiler/caps.ts';
import { isJsonObject, type Json } from '../../../workflow-compiler/language/json.ts';

/** What a row says; `undefined` when it says nothing. */
export function capsOf(value: Json | undefined): Caps | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.fromEntries(
    CAPPED.flatMap((channel) => {
      const cap = value[channel];
      return isJsonObject(cap) ? [[channel, capOf(cap)] as const] : [];
    }),
  );
}

function capOf({ perDay, perWeek, over }: { readonly [name: string]: Json }): Cap {
  return {
    ...(typeof perDay === 'number' ? { perDay } : {}),
    ...(typeof perWeek === 'number' ? { perWeek } : {}),
    ...(over === 'hold' || over === 'skip' ? { over } : {}),
  };
}

export const CAP_RULE =
  'Caps are written `email=2/day,5/week,hold`: a channel, at most so many a day, a week or both, and `skip` or `hold`.';

/**
 * One for each channel. `undefined` when one of them is none.
 *
 * @example readCaps(['email=2/day,hold']) // { email: { perDay: 2, over: 'hold' } }
 */
export function readCaps(texts: readonly string[]): Caps | undefined {
  const read = texts.map((text) => {
    const [name, rest = '', ...more] = text.split('=');
    const channel = CAPPED.find((one) => one === name);
    const cap = more.length === 0 ? readCap(rest.split(',')) : undefined;
    return channel === undefined || cap === undefined ? undefined : ([channel, cap] as const);
  });
  const good = read.filter((one) => one !== undefined);
  const once = new Set(good.map(([channel]) => channel)).size === texts.length;
  return good.length === texts.length && once ? Object.fromEntries(good) : undefined;
}

function readCap(parts: readonly string[]): Cap | undefined {
  let cap: Cap = {};
  for (const part of parts) {
    const [, most = '', per] = /^([1-9][0-9]{0,2})\/(day|week)$/.exec(part) ?? [];
    const more: Cap | undefined =
      part === 'skip' || part === 'hold'
        ? { over: part }
        : per === undefined || Number(most) > MOST_CAPPED
          ? undefined
          : per === 'day'
            ? { perDay: Number(most) }
            : { perWeek: Number(most) };
    if (more === undefined || Object.keys(more).some((name) => name in cap)) return undefined;
    cap = { ...cap, ...more };
  }
  return cap.perDay === undefined && cap.perWeek === undefined ? undefined : cap;
}
