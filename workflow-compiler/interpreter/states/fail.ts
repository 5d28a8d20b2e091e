// Fail: ends its block with an error and a cause, both of which may be absent.

import { unexpected } from '../evaluate.ts';
import type { Thread } from '../execution.ts';
import { giveUp } from '../failing.ts';
import { runtimeFailure } from '../failure.ts';
import { scopeOf } from '../flow.ts';
import { pathOrIntrinsic } from '../jsonpath/payload.ts';
import { field, type Place, refuse, text } from '../loading.ts';
import type { FailNode } from '../nodes.ts';
import type { Run } from '../run.ts';
import type { Compute } from '../scope.ts';
import { allowFields } from '../shape.ts';
import { template } from '../template.ts';

export function loadFail(place: Place): Pick<FailNode, 'type' | 'error' | 'cause'> {
  allowFields(place, 'Error Cause', '', 'ErrorPath CausePath');
  return { type: 'Fail', error: textField(place, 'Error'), cause: textField(place, 'Cause') };
}

function textField(place: Place, name: 'Error' | 'Cause'): Compute | undefined {
  if (place.language === 'JSONPath') {
    const path = text(place, `${name}Path`);
    if (path === undefined) return constant(place, name);
    const compute = pathOrIntrinsic(place, `${name}Path`, path);
    return (scope) => {
      const value = compute(scope);
      if (typeof value === 'string') return value;
      throw runtimeFailure(`The field '${name}Path' must select a string.`);
    };
  }
  const compute = template(place, name, 'nothing');
  if (compute === undefined) return undefined;
  if (typeof field(place, name) !== 'string') return constant(place, name);
  return (scope) => {
    const value = compute(scope);
    if (typeof value === 'string') return value;
    throw unexpected(String(field(place, name)).slice(2, -2).trim(), name, 'string', value);
  };
}

function constant(place: Place, name: string): Compute | undefined {
  const value = field(place, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') refuse(place, name, `\`${name}\` must be a string.`);
  return () => value;
}

export function enterFail(run: Run, thread: Thread, node: FailNode): void {
  const scope = scopeOf(run, thread);
  const error = node.error?.(scope);
  const cause = node.cause?.(scope);
  giveUp(run, thread, {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  });
}
