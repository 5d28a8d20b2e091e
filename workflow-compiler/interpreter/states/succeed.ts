// Succeed: ends its block.

import type { Thread } from '../execution.ts';
import { leave, scopeOf } from '../flow.ts';
import type { Place } from '../loading.ts';
import type { SucceedNode } from '../nodes.ts';
import type { Run } from '../run.ts';
import { allowFields } from '../shape.ts';

export function loadSucceed(place: Place): Pick<SucceedNode, 'type'> {
  allowFields(place, '', 'Output', 'InputPath OutputPath');
  return { type: 'Succeed' };
}

export function enterSucceed(run: Run, thread: Thread, node: SucceedNode): void {
  const scope = scopeOf(run, thread);
  leave(run, thread, node.shape.complete(scope, node.shape.effective(scope)), undefined);
}
