/** Plan nodes as the task `segment` reads them: only what it needs to know, ids as in the machine. */
import type { PlanNode } from '../lower/plan.ts';
import type { Program, ProgramNode } from '../program.ts';
import { carriedOf, endsOf } from './request.ts';

export const programOf = (nodes: readonly PlanNode[]): Program =>
  Object.fromEntries(
    nodes.flatMap((node): (readonly [string, ProgramNode])[] => {
      const own = nodeOf(node);
      return own === undefined ? [] : [[node.name, own]];
    }),
  );

function nodeOf(node: PlanNode): ProgramNode | undefined {
  switch (node.type) {
    case 'choice': {
      const { step = node.name, rules, otherwise } = node;
      return { type: 'choice', step, rules, otherwise };
    }
    case 'task': {
      const { fn, steps, next, rejected } = node;
      const then = node.then?.map(carriedOf);
      const ways = {
        ...(next === undefined ? {} : { next }),
        ...(rejected === undefined ? {} : { rejected }),
      };
      return {
        type: 'task',
        do: fn,
        steps,
        ...ways,
        ...endsOf(node),
        ...(then === undefined ? {} : { then }),
      };
    }
    case 'wait':
      return { type: 'wait', next: node.next };
    case 'callback':
      return { type: 'callback', steps: node.steps, next: node.next };
    case 'segment':
    case 'pass':
    case 'succeed':
      return undefined;
  }
}
