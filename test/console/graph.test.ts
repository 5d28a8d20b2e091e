/** The pure graph core: definitions become nodes and edges, get places that do not overlap, and carry counts. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeCounts, nodeCounts } from '../../console/src/graph/counts.ts';
import { buildGraph, START } from '../../console/src/graph/graph.ts';
import { type Box, layOut } from '../../console/src/graph/layout.ts';
import { isDrawable, parseDraft } from '../../console/src/graph/parse.ts';
import { firstView } from '../../console/src/graph/view.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { workflows } from '../compiler/generate.ts';

const text = readFileSync(new URL('../../examples/welcome.yaml', import.meta.url), 'utf8');
const welcome = await drawn(text);

const looping: Definition = {
  language: 1,
  name: 'looping',
  triggers: [{ on: 'contact.added' }],
  start: 'hello',
  steps: {
    hello: { kind: 'send-email', subject: 'Hi', text: 'Hi', next: 'pause', onRejected: 'flag' },
    pause: { kind: 'wait', for: '1 day', next: 'again' },
    again: { kind: 'jump', to: 'hello', atMost: 2, next: 'end' },
    flag: { kind: 'add-tag', tag: 'unreachable', next: 'end' },
  },
};

describe('buildGraph', () => {
  it('draws the welcome series as its author wrote it', () => {
    const { nodes, edges } = buildGraph(welcome);
    expect(nodes.map(({ id, title }) => `${id}: ${title}`)).toEqual([
      '@start: Starts when a contact',
      'thanks: Thanks for joining',
      'pause: One day',
      'opened: Did they open it?',
      'story: How we roast',
      'reminder: Remind by text message',
      'mark: Add tag',
      '@end:mark: End',
    ]);
    expect(
      edges.map(({ from, to, way }) => `${from} > ${to}${way.label === undefined ? '' : ` (${way.label})`}`),
    ).toEqual([
      '@start > thanks',
      'thanks > pause',
      'pause > opened',
      'opened > story (Yes)',
      'opened > reminder (Otherwise)',
      'story > mark',
      'reminder > mark',
      'mark > @end:mark',
    ]);
  });

  it('knows the edge that closes a loop, and no other', () => {
    const { edges } = buildGraph(looping);
    expect(edges.filter(({ back }) => back).map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'again > hello',
    ]);
  });

  it('leaves out an edge to a step that does not exist', () => {
    const broken: Definition = { ...looping, start: 'nowhere' };
    expect(buildGraph(broken).edges.filter(({ from }) => from === START)).toEqual([]);
  });
});

describe('layOut', () => {
  const overlap = (a: Box, b: Box): boolean =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  it('puts no node over another, and every edge but a loop leads downwards', () => {
    fc.assert(
      fc.property(workflows(), (definition) => {
        const graph = buildGraph(definition);
        const { boxes, lines, width, height } = layOut(graph);
        const all = [...boxes.values()];
        expect(boxes.size).toBe(graph.nodes.length);
        expect(lines.size).toBe(graph.edges.length);
        for (const [index, box] of all.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(height);
          expect(all.slice(index + 1).some((other) => overlap(box, other))).toBe(false);
        }
        for (const edge of graph.edges.filter(({ back }) => !back)) {
          const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
          expect((from?.y ?? 0) + (from?.height ?? 0)).toBeLessThanOrEqual(to?.y ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the paths of a branch in the order in which they are written', () => {
    const { boxes, lines } = layOut(buildGraph(welcome));
    expect(lines.get('opened:0')?.label.x).toBeLessThan(lines.get('opened:1')?.label.x ?? 0);
    expect(boxes.get('story')?.x).toBeLessThan(boxes.get('reminder')?.x ?? 0);
  });

  it('is the same each time', () => {
    expect(layOut(buildGraph(welcome))).toEqual(layOut(buildGraph(welcome)));
  });

  it('draws a loop around the side, from the jump up to its target', () => {
    const graph = buildGraph(looping);
    const { boxes, lines, width } = layOut(graph);
    const edge = graph.edges.find(({ back }) => back);
    const line = lines.get(edge?.id ?? '');
    const [from, to] = [boxes.get('again'), boxes.get('hello')];
    expect(line?.label.y).toBeGreaterThan(to?.y ?? 0);
    expect(line?.label.y).toBeLessThan((from?.y ?? 0) + (from?.height ?? 0));
    expect(line?.label.x).toBeGreaterThan(0);
    expect(line?.label.x).toBeLessThan(width);
  });
});

describe('counts', () => {
  const figures = {
    entered: 10,
    steps: {
      hello: { entered: 12, left: 10, inside: 1, failed: 1, rejected: 3 },
      again: { left: 9, paths: { jump: 2, next: 7 } },
    },
  };

  it('puts on each edge how many took it', () => {
    const graph = buildGraph(looping);
    const counts = edgeCounts(graph, figures);
    const named = Object.fromEntries(
      graph.edges.map(({ id, from, to }) => [`${from} > ${to}`, counts.get(id)]),
    );
    expect(named).toEqual({
      '@start > hello': 10,
      'hello > pause': 7,
      'hello > flag': 3,
      'pause > again': 0,
      'again > hello': 2,
      'again > @end:again': 7,
      'flag > @end:flag': 0,
    });
  });

  it('takes what a report does not mention as nought', () => {
    expect(nodeCounts(undefined)).toEqual({ here: 0, passed: 0, failed: 0 });
    expect(nodeCounts(figures.steps.hello)).toEqual({ here: 1, passed: 10, failed: 1 });
  });
});

describe('firstView', () => {
  it('shows the whole graph where that is legible', () => {
    expect(firstView({ width: 400, height: 500 }, { width: 1000, height: 600 }, 200)).toEqual({
      zoom: 1,
      x: 300,
      y: 50,
    });
  });

  it('else begins at the start, large enough to read', () => {
    expect(firstView({ width: 4000, height: 3000 }, { width: 1000, height: 600 }, 700)).toEqual({
      zoom: 0.7,
      x: 500 - 700 * 0.7,
      y: 0,
    });
  });
});

describe('drafts', () => {
  it('are drawn from YAML and from JSON', async () => {
    expect((await parseDraft(text))?.name).toBe('welcome');
    expect((await parseDraft(JSON.stringify(looping)))?.name).toBe('looping');
  });

  it.each(['', 'steps: [', '42', 'steps: {a: 1}\nstart: a\ntriggers: []', '{"steps":{},"start":"a"}'])(
    'that are no workflow are not: %j',
    async (draft) => {
      expect(await parseDraft(draft)).toBeUndefined();
    },
  );

  it('survive any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof isDrawable(value)).toBe('boolean');
      }),
    );
  });
});

async function drawn(yaml: string): Promise<Definition> {
  const definition = await parseDraft(yaml);
  if (definition === undefined) throw new Error('the welcome example cannot be drawn');
  return definition;
}
