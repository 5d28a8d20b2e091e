/**
 * Gives every node a place and every edge a line, from top to bottom. Ranks, order and places are dagre's; the lines run
 * through the points that it keeps free, so that they pass beside nodes and not below them.
 */
import {
  Graph as Dagre,
  type EdgeLabel,
  type GraphLabel,
  type NodeLabel,
  layout as place,
} from '@dagrejs/dagre';
import { around, downward, type Point } from './curve.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Line = { readonly path: string; readonly label: Point };
export type Layout = {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: ReadonlyMap<string, Line>;
  readonly width: number;
  readonly height: number;
};

/** Pixels. The sheet of styles draws nodes at exactly these sizes. */
const SIZES: {
  readonly [R in GraphNode['role']]: { readonly width: number; readonly height: number };
} = {
  start: { width: 264, height: 84 },
  step: { width: 264, height: 104 },
  end: { width: 84, height: 34 },
};

const LABEL_HEIGHT = 26;
const MARGIN = 24;
/** Between a loop's line and the nodes that it goes around. */
const LOOP_GAP = 44;

export function layOut(graph: Graph): Layout {
  const dagre = new Dagre<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  // Loops run around the outside, on either side.
  const aside = graph.edges.filter((edge) => edge.back).length * LOOP_GAP;
  dagre.setGraph({
    rankdir: 'TB',
    nodesep: 56,
    edgesep: 32,
    ranksep: 34,
    marginx: MARGIN + aside,
    marginy: MARGIN,
  });
  for (const node of graph.nodes) dagre.setNode(node.id, { ...SIZES[node.role] });
  // Where dagre finds no difference it puts the later edge to the left: reversed, paths stand as they are written.
  for (const edge of graph.edges.toReversed()) {
    if (edge.back) continue;
    const width = edge.way.label === undefined ? 1 : labelWidth(edge.way.label);
    dagre.setEdge(edge.from, edge.to, { width, height: LABEL_HEIGHT, labelpos: 'c' }, edge.id);
  }
  place(dagre);

  const boxes = new Map(
    graph.nodes.map((node) => {
      const { x = 0, y = 0, width, height } = dagre.node(node.id);
      return [node.id, { x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
  const lines = new Map<string, Line>();
  let loops = 0;
  for (const edge of graph.edges) {
    const from = boxes.get(edge.from);
    const to = boxes.get(edge.to);
    if (from === undefined || to === undefined) continue;
    if (edge.back) {
      loops += 1;
      lines.set(edge.id, loop(from, to, [...boxes.values()], loops * LOOP_GAP));
    } else {
      lines.set(edge.id, straight(dagre, edge, from, to));
    }
  }
  const right = Math.max(0, ...[...boxes.values()].map((box) => box.x + box.width));
  const bottom = Math.max(0, ...[...boxes.values()].map((box) => box.y + box.height));
  return { boxes, lines, width: right + aside + MARGIN, height: bottom + MARGIN };
}

function straight(dagre: Dagre<GraphLabel, NodeLabel, EdgeLabel>, edge: GraphEdge, from: Box, to: Box): Line {
  const label = dagre.edge(edge.from, edge.to, edge.id);
  const start = { x: from.x + from.width / 2, y: from.y + from.height };
  const end = { x: to.x + to.width / 2, y: to.y };
  // The first and last of dagre's points lie on the nodes' borders, anywhere on them: ours leave and arrive in the middle.
  const between = (label.points ?? []).slice(1, -1).filter(({ y }) => y > start.y && y < end.y);
  const middle = { x: label.x ?? (start.x + end.x) / 2, y: label.y ?? (start.y + end.y) / 2 };
  return { path: downward([start, ...between, end]), label: middle };
}

/** Around the side where it hides less, `gap` beyond the outermost node of the rows that it passes. */
function loop(from: Box, to: Box, boxes: readonly Box[], gap: number): Line {
  const passed = boxes.filter((box) => box.y < from.y + from.height && box.y + box.height > to.y);
  const left = hidden(passed, from, to, 'left') < hidden(passed, from, to, 'right');
  const edgeOf = (box: Box): Point => ({ x: left ? box.x : box.x + box.width, y: box.y + box.height / 2 });
  const outside = left
    ? Math.min(...passed.map((box) => box.x)) - gap
    : Math.max(...passed.map((box) => box.x + box.width)) + gap;
  const [start, end] = [edgeOf(from), edgeOf(to)];
  return { path: around(start, end, outside), label: { x: outside, y: (start.y + end.y) / 2 } };
}

/** How much of the line would run below other nodes, in pixels: those that stand in the row of either end, on that side. */
function hidden(boxes: readonly Box[], from: Box, to: Box, side: 'left' | 'right'): number {
  const beside = (box: Box, end: Box): boolean => {
    const sameRow = box.y < end.y + end.height && box.y + box.height > end.y;
    return sameRow && (side === 'left' ? box.x < end.x : box.x > end.x);
  };
  return boxes.filter((box) => beside(box, from) || beside(box, to)).reduce((sum, box) => sum + box.width, 0);
}

/** Room for the words and a count of five digits. */
function labelWidth(label: string): number {
  return Math.min(label.length, 28) * 7 + 64;
}
