/** Edges as SVG paths. Every curve leaves and arrives vertically, so that a line never cuts a corner of a node. */

export type Point = { readonly x: number; readonly y: number };

/** Through all points, downwards: `(0,0) (0,50)` → `M0 0C0 25 0 25 0 50`. */
export function downward(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${at(point)}`;
      const middle = (before.y + point.y) / 2;
      return `C${at({ x: before.x, y: middle })} ${at({ x: point.x, y: middle })} ${at(point)}`;
    })
    .join('');
}

/** From the side of one node up to the same side of an earlier one, around everything at `outside`. */
export function around(from: Point, to: Point, outside: number): string {
  const room = Math.min(Math.abs(outside - from.x), Math.abs(outside - to.x), Math.abs(from.y - to.y) / 2);
  const radius = Math.min(16, room);
  const inward = outside > from.x ? -radius : radius;
  const up = from.y >= to.y ? -radius : radius;
  return [
    `M${at(from)}`,
    `L${at({ x: outside + inward, y: from.y })}`,
    `Q${at({ x: outside, y: from.y })} ${at({ x: outside, y: from.y + up })}`,
    `L${at({ x: outside, y: to.y - up })}`,
    `Q${at({ x: outside, y: to.y })} ${at({ x: outside + inward, y: to.y })}`,
    `L${at(to)}`,
  ].join('');
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
