/** Who is looked at next, of many who are due: tenants take turns, so that nobody's thousand stand before another's one. */
import type { Key } from '../../ports/store.ts';

/** One of each tenant in their order, then the next of each. */
export function inTurn<I extends Key>(items: readonly I[]): readonly I[] {
  const lanes = new Map<string, I[]>();
  for (const item of items) {
    const [tenant = ''] = item.pk.split('|');
    const lane = lanes.get(tenant) ?? [];
    lane.push(item);
    lanes.set(tenant, lane);
  }
  const all = [...lanes.values()];
  const longest = Math.max(0, ...all.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => all.flatMap((lane) => lane.slice(at, at + 1))).flat();
}
