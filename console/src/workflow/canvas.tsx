/** React Flow around the laid-out graph: it pans, zooms and draws; places and lines come from `graph/`. */
import {
  Background,
  Controls,
  type Edge,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useEffect, useMemo, useRef } from 'react';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { Report } from '../api/workflows.ts';
import { edgeCounts, nodeCounts } from '../graph/counts.ts';
import { buildGraph, START } from '../graph/graph.ts';
import { type Layout, layOut } from '../graph/layout.ts';
import { firstView } from '../graph/view.ts';
import { type PathEdge, PathEdgeView } from './path-edge.tsx';
import { type StepNode, StepNodeView } from './step-node.tsx';
import './canvas.css';

const NODE_TYPES = { node: StepNodeView };
const EDGE_TYPES = { path: PathEdgeView };

type Props = {
  readonly definition: Definition;
  /** Absent for drafts: nothing is counted. */
  readonly report: Report | undefined;
  readonly chosen?: string | undefined;
  readonly choose?: (step: string) => void;
};

export function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing({ definition, report, chosen, choose }: Props) {
  const graph = useMemo(() => buildGraph(definition), [definition]);
  const layout = useMemo(() => layOut(graph), [graph]);
  const nodes = useMemo<StepNode[]>(
    () =>
      graph.nodes.map((node) => {
        const box = layout.boxes.get(node.id) ?? { x: 0, y: 0, width: 0, height: 0 };
        return {
          id: node.id,
          type: 'node',
          position: { x: box.x, y: box.y },
          width: box.width,
          height: box.height,
          data: {
            node,
            chosen: node.id === chosen,
            ...(report !== undefined &&
              node.role === 'step' && { counts: nodeCounts(report.steps[node.id]) }),
            ...(choose !== undefined && node.role === 'step' && { choose: () => choose(node.id) }),
          },
        };
      }),
    [graph, layout, report, chosen, choose],
  );
  const edges = useMemo<Edge[]>(() => {
    const counts = report === undefined ? undefined : edgeCounts(graph, report);
    return graph.edges.map((edge): PathEdge => {
      const line = layout.lines.get(edge.id) ?? { path: '', label: { x: 0, y: 0 } };
      const count = counts?.get(edge.id);
      return {
        id: edge.id,
        type: 'path',
        source: edge.from,
        target: edge.to,
        focusable: false,
        data: { line, way: edge.way, ...(count !== undefined && { count }) },
      };
    });
  }, [graph, layout, report]);
  return (
    <section className="canvas" aria-label="Graph of the workflow">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        minZoom={0.15}
        maxZoom={1.5}
        panOnScroll
        onlyRenderVisibleElements={graph.nodes.length > 200}
        colorMode="system"
      >
        <Background gap={22} size={1.4} />
        <Controls showInteractive={false} />
        <FirstView layout={layout} />
      </ReactFlow>
    </section>
  );
}

/** Looks at the graph once, when the canvas knows its size; after that the reader moves it. */
function FirstView({ layout }: { readonly layout: Layout }) {
  const canvasWidth = useStore((state) => state.width);
  const canvasHeight = useStore((state) => state.height);
  const { setViewport } = useReactFlow();
  const looked = useRef(false);
  useEffect(() => {
    if (looked.current || canvasWidth === 0 || canvasHeight === 0) return;
    looked.current = true;
    const start = layout.boxes.get(START);
    const beginning = start === undefined ? layout.width / 2 : start.x + start.width / 2;
    void setViewport(firstView(layout, { width: canvasWidth, height: canvasHeight }, beginning));
  }, [canvasWidth, canvasHeight, layout, setViewport]);
  return null;
}
