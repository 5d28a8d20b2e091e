// Map (inline): the processor once for each item, at most MaxConcurrency (and never more than 40) at a time. The fields
// of distributed maps are refused, except the tolerated failures: AWS accepts them inline, where they change nothing. An
// object is mapped by distributed ones only.

import { unexpected } from '../evaluate.ts';
import type { Thread } from '../execution.ts';
import { queryFailure, runtimeFailure } from '../failure.ts';
import { gather, planChildren, startChild } from '../fan.ts';
import { leave, scopeOf } from '../flow.ts';
import { loadCatch, loadRetry } from '../guard.ts';
import { eventOf } from '../history.ts';
import { isJsonArray, type Json } from '../json.ts';
import { sourceOf } from '../jsonata/expression.ts';
import { jsonpathPayload, pathOrIntrinsic } from '../jsonpath/payload.ts';
import { field, inner, number, onlyFields, type Place, refuse, text, whole } from '../loading.ts';
import type { Block, MapNode } from '../nodes.ts';
import { count, type Run, setPhase, threadById } from '../run.ts';
import type { Compute, Scope } from '../scope.ts';
import { allowFields } from '../shape.ts';
import { template } from '../template.ts';

type Fields = Omit<MapNode, 'name' | 'language' | 'next' | 'shape'>;

const MOST_AT_ONCE = 40;
const NUMBERS = ['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'] as const;

export function loadMap(place: Place, loadBlock: (place: Place) => Block): Fields {
  allowFields(
    place,
    'Next End ItemProcessor ItemSelector MaxConcurrency ToleratedFailureCount ToleratedFailurePercentage Assign Retry Catch Label',
    'Items Output',
    'ItemsPath Iterator Parameters InputPath OutputPath ResultSelector ResultPath MaxConcurrencyPath',
  );
  const processor = inner(place, 'ItemProcessor') ?? inner(place, 'Iterator');
  if (processor === undefined) refuse(place, 'ItemProcessor', 'A Map needs an `ItemProcessor`.');
  if (processor !== undefined) checkProcessor(processor);
  const [concurrency, ...tolerated] = NUMBERS.map((name) => amount(place, name));
  return {
    type: 'Map',
    processor: processor === undefined ? { startAt: '', states: new Map() } : loadBlock(processor),
    items: itemsOf(place),
    selector: selectorOf(place),
    concurrency,
    tolerated: tolerated.filter((one) => one !== undefined),
    retry: loadRetry(place),
    catch: loadCatch(place),
  };
}

function checkProcessor(processor: Place): void {
  onlyFields(processor, 'Comment ProcessorConfig StartAt States'.split(' '));
  const config = inner(processor, 'ProcessorConfig');
  const mode = config === undefined ? undefined : text(config, 'Mode');
  if (mode === 'DISTRIBUTED') {
    refuse(processor, 'ProcessorConfig', 'A distributed Map is not supported; use `INLINE`.');
  } else if (config !== undefined) {
    onlyFields(config, ['Mode', 'ExecutionType']);
    if (mode !== undefined && mode !== 'INLINE') refuse(config, 'Mode', '`Mode` is `INLINE`.');
  }
}

function itemsOf(place: Place): (scope: Scope) => readonly Json[] {
  if (place.language === 'JSONPath') {
    const path = field(place, 'ItemsPath');
    const compute = typeof path === 'string' ? pathOrIntrinsic(place, 'ItemsPath', path) : undefined;
    return (scope) => {
      const items = compute === undefined ? scope.input : compute(scope);
      if (isJsonArray(items)) return items;
      throw runtimeFailure(`Reference path "${String(path ?? '$')}" must point to array.`);
    };
  }
  const compute = template(place, 'Items', 'nothing');
  const written = field(place, 'Items');
  const source = typeof written === 'string' ? written.replace(/^\{%|%\}$/g, '').trim() : '$states.input';
  return (scope) => {
    const items = compute === undefined ? scope.input : compute(scope);
    if (isJsonArray(items)) return items;
    throw unexpected(source, 'Items', 'array', items);
  };
}

function selectorOf(place: Place): Compute | undefined {
  if (place.language === 'JSONata') return template(place, 'ItemSelector', 'nothing');
  return jsonpathPayload(place, 'ItemSelector') ?? jsonpathPayload(place, 'Parameters');
}

function amount(place: Place, name: (typeof NUMBERS)[number]): Compute | undefined {
  const path = field(place, `${name}Path`);
  if (typeof path === 'string') return pathOrIntrinsic(place, `${name}Path`, path);
  const compute = template(place, name, 'nothing');
  if (compute === undefined) return undefined;
  const given = field(place, name);
  const most = name === 'ToleratedFailurePercentage' ? 100 : Number.MAX_SAFE_INTEGER;
  if (typeof given === 'number') (most === 100 ? number : whole)(place, name, 0, most);
  else if (place.language === 'JSONPath' || typeof given !== 'string' || sourceOf(given) === undefined) {
    refuse(place, name, `\`${name}\` must be a number.`);
  }
  const written = sourceOf(String(given)) ?? String(given);
  return (scope) => {
    const value = compute(scope);
    const fits = most === 100 || Number.isInteger(value);
    if (typeof value !== 'number' || !fits)
      throw unexpected(written, name, fits ? 'number' : 'integer', value);
    if (value < 0 || value > most)
      throw queryFailure(`The value of the field '${name}' is out of range: ${value}.`, name);
    return value;
  };
}

export function enterMap(run: Run, thread: Thread, node: MapNode): void {
  const scope = scopeOf(run, thread);
  const limit = node.concurrency?.(scope) ?? 0;
  for (const compute of node.tolerated) compute(scope);
  const effective = node.language === 'JSONPath' ? node.shape.effective(scope) : scope.input;
  const items = node.items({ ...scope, input: effective });
  count(run, 1);
  run.history?.push(eventOf(run, thread, { what: 'map-started', length: items.length }));
  if (items.length === 0) {
    finishMap(run, thread, node, []);
    return;
  }
  const atOnce = typeof limit === 'number' && limit > 0 ? Math.min(limit, MOST_AT_ONCE) : MOST_AT_ONCE;
  const started = Math.min(atOnce, items.length);
  setPhase(run, thread, {
    kind: 'fan',
    ...(effective === scope.input ? {} : { input: effective }),
    items,
    started,
    open: items.length,
    limit: atOnce,
    results: items.map(() => null),
  });
  planChildren(run, thread, 0, started);
}

export function startIteration(run: Run, thread: Thread, node: MapNode, index: number): void {
  if (thread.phase.kind !== 'fan' || thread.phase.items === undefined) return;
  const value = thread.phase.items[index] ?? null;
  const scope = scopeOf(run, thread);
  const seen: Scope = { ...scope, input: thread.phase.input ?? scope.input, item: { index, value } };
  count(run, 1);
  run.history?.push(eventOf(run, thread, { what: 'iteration-started', state: thread.state, index }));
  startChild(run, thread, node.processor, index, node.selector === undefined ? value : node.selector(seen));
}

export function joinIteration(run: Run, thread: Thread, node: MapNode, index: number, output: Json): void {
  count(run, 1);
  run.history?.push(eventOf(run, thread, { what: 'iteration-succeeded', state: thread.state, index }));
  const results = gather(run, thread.id, index, output);
  const joined = threadById(run, thread.id);
  if (joined?.phase.kind !== 'fan') return;
  if (results !== undefined) {
    finishMap(run, joined, node, results);
    return;
  }
  const { started, items = [] } = joined.phase;
  if (started >= items.length) return;
  setPhase(run, joined, { ...joined.phase, started: started + 1 });
  // Behind what already waits for its turn.
  run.work.unshift({ do: 'start', thread: joined.id, index: started });
}

function finishMap(run: Run, thread: Thread, node: MapNode, results: readonly Json[]): void {
  count(run, 1);
  run.history?.push(eventOf(run, thread, { what: 'map-succeeded' }));
  const scope = scopeOf(run, thread);
  leave(run, thread, node.shape.complete(scope, scope.input, results), node.next);
}
