// Retry and Catch: read here, decided in failing.ts. The numbers of a retrier are constants on AWS too.

import { isJsonArray } from './json.ts';
import { jsonpathCatch } from './jsonpath/shape.ts';
import { field, list, number, onlyFields, type Place, refuse, text, whole } from './loading.ts';
import type { Catcher, Retrier } from './nodes.ts';
import { outcomeFields } from './shape.ts';

export function loadRetry(place: Place): readonly Retrier[] {
  const found = list(place, 'Retry');
  return found.map((retrier, at) => {
    onlyFields(
      retrier,
      'ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy Comment'.split(' '),
    );
    const jitter = text(retrier, 'JitterStrategy');
    if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE') {
      refuse(retrier, 'JitterStrategy', '`JitterStrategy` is `FULL` or `NONE`.');
    }
    return {
      errors: errorNames(retrier, at === found.length - 1),
      interval: whole(retrier, 'IntervalSeconds', 0, 99_999_999) ?? 1,
      attempts: whole(retrier, 'MaxAttempts', 0, 99_999_999) ?? 3,
      backoff: number(retrier, 'BackoffRate', 1, Number.MAX_VALUE) ?? 2,
      most: whole(retrier, 'MaxDelaySeconds', 1, 31_622_400) ?? Number.POSITIVE_INFINITY,
      jitter: jitter === 'FULL',
    };
  });
}

export function loadCatch(place: Place): readonly Catcher[] {
  const found = list(place, 'Catch');
  return found.map((catcher, at) => {
    const fields = place.language === 'JSONata' ? 'Output Assign' : 'ResultPath Assign';
    onlyFields(catcher, `ErrorEquals Next Comment ${fields}`.split(' '));
    const errors = errorNames(catcher, at === found.length - 1);
    const next = text(catcher, 'Next') ?? '';
    if (next === '') refuse(catcher, 'Next', 'A catcher needs a `Next`.');
    if (place.language === 'JSONPath') return { errors, next, complete: jsonpathCatch(catcher) };
    const complete = outcomeFields(catcher, 'errorOutput', `Catch[${at}]/`);
    return { errors, next, complete: (scope) => complete(scope, scope.errorOutput ?? null) };
  });
}

function errorNames(place: Place, last: boolean): readonly string[] {
  const names = field(place, 'ErrorEquals');
  if (!isJsonArray(names) || names.length === 0) {
    refuse(place, 'ErrorEquals', '`ErrorEquals` must be a list of error names.');
    return [];
  }
  const found = names.filter((name) => typeof name === 'string');
  if (found.length !== names.length) refuse(place, 'ErrorEquals', 'Error names are strings.');
  if (found.includes('States.ALL') && (found.length > 1 || !last)) {
    refuse(place, 'ErrorEquals', '`States.ALL` must stand alone, and last.');
  }
  return found;
}
