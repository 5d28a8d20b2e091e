// Pass: gives its input (or a constant, in JSONPath) on, shaped by Output and Assign.

import type { Thread } from '../execution.ts';
import { leave, scopeOf } from '../flow.ts';
import { field, type Place } from '../loading.ts';
import type { PassNode } from '../nodes.ts';
import type { Run } from '../run.ts';
import { allowFields } from '../shape.ts';

export function loadPass(place: Place): Pick<PassNode, 'type' | 'result'> {
  allowFields(place, 'Next End Assign', 'Output', 'Result ResultPath InputPath OutputPath Parameters');
  return { type: 'Pass', result: field(place, 'Result') };
}

export function enterPass(run: Run, thread: Thread, node: PassNode): void {
  const scope = scopeOf(run, thread);
  const effective = node.shape.effective(scope);
  leave(run, thread, node.shape.complete(scope, effective, node.result), node.next);
}
