/** One node: what the step is, what it does, and who is here, passed and failed. A button, so that the keyboard reaches it. */
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import type { NodeCounts } from '../graph/counts.ts';
import type { GraphNode } from '../graph/graph.ts';
import { KINDS } from '../graph/kinds.ts';
import { Icon } from '../parts/icon.tsx';
import { number, shortNumber } from '../words/text.ts';

export type StepNode = Node<
  {
    readonly node: GraphNode;
    readonly counts?: NodeCounts;
    readonly chosen: boolean;
    readonly choose?: () => void;
  },
  'node'
>;

export function StepNodeView({ data: { node, counts, chosen, choose } }: NodeProps<StepNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {node.role === 'start' && (
        <div className="node node-start">
          <span className="chip">
            <Icon name="start" />
          </span>
          <span className="node-title">{node.title}</span>
          <span className="node-text">{node.text}</span>
        </div>
      )}
      {node.role === 'end' && <div className="node node-end">{node.title}</div>}
      {node.role === 'step' && (
        <button
          type="button"
          className={`node node-step family-${KINDS[node.step.kind]?.family ?? 'end'}`}
          aria-pressed={chosen}
          data-step={node.id}
          disabled={choose === undefined}
          onClick={choose}
        >
          <span className="chip">
            <Icon name={KINDS[node.step.kind]?.icon ?? 'spark'} />
          </span>
          <span className="node-title">{node.title}</span>
          <span className="node-text">{node.text}</span>
          {counts !== undefined && <Counts counts={counts} />}
        </button>
      )}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function Counts({ counts: { here, passed, failed } }: { readonly counts: NodeCounts }) {
  return (
    <span className="node-counts">
      <span className={here > 0 ? 'here some' : 'here'} title={`${number(here)} here now`}>
        <b data-count="here">{shortNumber(here)}</b> here
      </span>
      <span title={`${number(passed)} passed`}>
        <b data-count="passed">{shortNumber(passed)}</b> passed
      </span>
      {failed > 0 && (
        <span className="bad" title={`${number(failed)} failed`}>
          <b data-count="failed">{shortNumber(failed)}</b> failed
        </span>
      )}
    </span>
  );
}
