/** One edge: the line that `graph/` found, the path's name and how many took it. */
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { Line } from '../graph/layout.ts';
import type { Way } from '../graph/ways.ts';
import { shortNumber } from '../words/text.ts';

export type PathEdge = Edge<{ readonly line: Line; readonly way: Way; readonly count?: number }, 'path'>;

export function PathEdgeView({ id, data }: EdgeProps<PathEdge>) {
  if (data === undefined) return null;
  const { line, way, count } = data;
  const { x, y } = line.label;
  const taken = (count ?? 0) > 0;
  return (
    <>
      <BaseEdge id={id} path={line.path} className={`line line-${way.kind}${taken ? ' line-taken' : ''}`} />
      {(way.label !== undefined || taken) && (
        <EdgeLabelRenderer>
          <div
            className={`edge-label edge-${way.kind}`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {way.label !== undefined && <span>{way.label}</span>}
            {count !== undefined && (
              <b className="edge-count" data-edge={id}>
                {shortNumber(count)}
              </b>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
