// Wait: a number of seconds, or until an instant. Limits as AWS has them: whole seconds, an RFC 3339 text with a zone,
// no further away than 2^31 seconds. What is written in a machine is read more strictly than what is computed.

import { unexpected } from '../evaluate.ts';
import type { Thread } from '../execution.ts';
import { queryFailure, runtimeFailure } from '../failure.ts';
import { leave, scopeOf } from '../flow.ts';
import { parseInstant } from '../instant.ts';
import type { Json } from '../json.ts';
import { pathOrIntrinsic } from '../jsonpath/payload.ts';
import { field, type Place, refuse, text } from '../loading.ts';
import type { WaitNode } from '../nodes.ts';
import { type Run, schedule, setPhase } from '../run.ts';
import type { Compute, Scope } from '../scope.ts';
import { allowFields } from '../shape.ts';
import { template } from '../template.ts';

const MOST_SECONDS = 99_999_999;
const TOO_LONG = 2 ** 31;

export function loadWait(place: Place): Pick<WaitNode, 'type' | 'until'> {
  allowFields(
    place,
    'Next End Seconds Timestamp Assign',
    'Output',
    'InputPath OutputPath SecondsPath TimestampPath',
  );
  const ways = ['Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'].filter(
    (name) => field(place, name) !== undefined,
  );
  if (ways.length !== 1) refuse(place, '', 'A Wait has exactly one of `Seconds` and `Timestamp`.');
  const [way = 'Seconds'] = ways;
  const compute = wayOf(place, way);
  const base = way.replace('Path', '');
  const value = field(place, way);
  const fixed = !(typeof value === 'string' && (value.startsWith('{%') || way.endsWith('Path')));
  if (fixed && value !== undefined) checkConstant(place, base, value);
  const source = typeof value === 'string' ? value.replace(/^\{%|%\}$/g, '').trim() : '';
  const until = base === 'Seconds' ? afterSeconds : atTimestamp;
  return {
    type: 'Wait',
    until: (scope) => until(scope, compute(scope), source, place.language === 'JSONata'),
  };
}

function wayOf(place: Place, way: string): Compute {
  if (way.endsWith('Path')) return pathOrIntrinsic(place, way, text(place, way) ?? '$');
  if (place.language === 'JSONata') return template(place, way, 'nothing') ?? (() => 0);
  const value = field(place, way) ?? 0;
  return () => value;
}

function checkConstant(place: Place, way: string, value: Json): void {
  const good =
    way === 'Seconds'
      ? typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SECONDS
      : typeof value === 'string' && parseInstant(value) !== undefined;
  if (!good) refuse(place, way, `\`${way}\` is invalid: ${JSON.stringify(value)}.`);
}

function afterSeconds({ run }: Scope, value: Json, source: string, jsonata: boolean): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    if (jsonata) throw unexpected(source, 'Seconds', 'integer', value);
    throw runtimeFailure('The SecondsPath parameter does not reference an integer value.');
  }
  if (value < 0) {
    const detail = `The value of the field 'Seconds' must not be negative, but was ${value}.`;
    throw jsonata ? queryFailure(detail, 'Seconds') : runtimeFailure(detail);
  }
  // The largest number that may be written is none for what is computed.
  if (value >= TOO_LONG) throw runtimeFailure('Wait state delay is too long');
  return run.world.now + value * 1000;
}

/** What is computed may leave out the seconds and write its marks small; what is written in a machine may not. */
function strictly(text: string): string {
  const [, day, clock, seconds = ':00', zone] =
    /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  return zone === undefined ? '' : `${day}T${clock}${seconds}${zone.toUpperCase()}`;
}

function atTimestamp({ run }: Scope, value: Json, source: string, jsonata: boolean): number {
  const at = typeof value === 'string' ? parseInstant(jsonata ? strictly(value) : value) : undefined;
  if (at === undefined) {
    if (jsonata) throw unexpected(source, 'Timestamp', 'timestamp', value);
    throw runtimeFailure(
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string.',
    );
  }
  // Fractions of a second are cut off.
  const until = Math.floor(at / 1000) * 1000;
  if (until - run.world.now >= TOO_LONG * 1000) throw runtimeFailure('Wait state delay is too long');
  return until;
}

export function enterWait(run: Run, thread: Thread, node: WaitNode): void {
  const scope = scopeOf(run, thread);
  const effective = node.shape.effective(scope);
  const until = node.until({ ...scope, input: effective });
  if (until <= run.world.now) completeWait(run, thread, node);
  else setPhase(run, thread, { kind: 'waiting', timer: schedule(run, until) });
}

export function completeWait(run: Run, thread: Thread, node: WaitNode): void {
  const scope = scopeOf(run, thread);
  leave(run, thread, node.shape.complete(scope, node.shape.effective(scope)), node.next);
}
