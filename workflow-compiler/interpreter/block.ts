// A `States` block: which state starts it, and each state by name. Everything a block refers to must exist in it.

import { assignedBefore, namesIn } from './assigned.ts';
import { isJsonObject } from './json.ts';
import { jsonpathShape } from './jsonpath/shape.ts';
import { escaped, field, inner, type Language, type Place, refuse, text } from './loading.ts';
import type { Block, StateNode } from './nodes.ts';
import { jsonataShape } from './shape.ts';
import { loadChoice } from './states/choice.ts';
import { loadFail } from './states/fail.ts';
import { loadMap } from './states/map.ts';
import { loadParallel } from './states/parallel.ts';
import { loadPass } from './states/pass.ts';
import { loadSucceed } from './states/succeed.ts';
import { loadTask } from './states/task.ts';
import { loadWait } from './states/wait.ts';
import { checkTargets } from './targets.ts';

const TYPES = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];
const ENDS_BY_ITSELF = new Set(['Choice', 'Succeed', 'Fail']);
const HAS_RESULT = new Set(['Task', 'Parallel', 'Map']);

/** Reads a block. `outer` are the variables assigned around it, which no state inside may assign again. */
export function loadBlock(place: Place, outer: ReadonlySet<string>): Block {
  const states = new Map<string, StateNode>();
  const found = inner(place, 'States');
  if (found === undefined) refuse(place, 'States', 'A machine or branch needs `States`.');
  const before = assignedBefore(found?.object ?? {});
  for (const [name, definition] of Object.entries(found?.object ?? {})) {
    const at = `${place.at}/States/${escaped(name)}`;
    if (!isJsonObject(definition)) {
      place.problems.push({ pointer: at, message: 'A state must be an object.' });
      continue;
    }
    const language = languageOf({ ...place, at, object: definition });
    const node = loadState(
      { ...place, at, object: definition, language },
      name,
      outer,
      () => new Set([...outer, ...before(name)]),
    );
    if (node !== undefined) states.set(name, node);
    if (place.names.has(name))
      place.problems.push({ pointer: at, message: `DUPLICATE_STATE_NAME: Duplicate State name: ${name}` });
    place.names.add(name);
  }
  const startAt = text(place, 'StartAt') ?? '';
  const written = new Set(Object.keys(found?.object ?? {}));
  if (!written.has(startAt)) {
    refuse(place, 'StartAt', `MISSING_TRANSITION_TARGET: Missing 'StartAt' target: ${startAt}`);
  }
  if (found !== undefined) checkTargets(place, startAt, states, written);
  return { startAt, states };
}

function languageOf(place: Place): Language {
  const own = field(place, 'QueryLanguage');
  if (own === undefined || own === place.language) return place.language;
  if (own === 'JSONata') return 'JSONata';
  const cause = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
  refuse(place, 'QueryLanguage', own === 'JSONPath' ? cause : '`QueryLanguage` is `JSONata` or `JSONPath`.');
  return place.language;
}

function loadState(
  place: Place,
  name: string,
  outer: ReadonlySet<string>,
  /** What is assigned before the state is entered: for the blocks inside it. */
  here: () => ReadonlySet<string>,
): StateNode | undefined {
  const type = text(place, 'Type') ?? '';
  if (!TYPES.includes(type)) {
    refuse(place, 'Type', `\`${type}\` is no type of state this interpreter knows.`);
    return undefined;
  }
  if (name.length > 80) refuse(place, '', 'The name of a state has at most 80 characters.');
  checkVariables(place, outer);
  const next = nextOf(place, type);
  const hasResult = HAS_RESULT.has(type);
  const shape =
    place.language === 'JSONata' ? jsonataShape(place, hasResult) : jsonpathShape(place, type === 'Map');
  const common = { name, language: place.language, next, shape };
  const nested = (block: Place): Block => loadBlock({ ...block, language: place.outerLanguage }, here());
  switch (type) {
    case 'Pass':
      return { ...common, ...loadPass(place) };
    case 'Task':
      return { ...common, ...loadTask(place) };
    case 'Choice':
      return { ...common, ...loadChoice(place) };
    case 'Wait':
      return { ...common, ...loadWait(place) };
    case 'Succeed':
      return { ...common, ...loadSucceed(place) };
    case 'Parallel':
      return { ...common, ...loadParallel(place, nested) };
    case 'Map':
      return { ...common, ...loadMap(place, nested) };
    default:
      return { ...common, ...loadFail(place) };
  }
}

function checkVariables(place: Place, outer: ReadonlySet<string>): void {
  if (outer.size === 0) return;
  const places = [place.object, field(place, 'Catch') ?? null, field(place, 'Choices') ?? null].flat();
  for (const one of places) {
    for (const name of isJsonObject(one) ? namesIn(one) : []) {
      if (!outer.has(name)) continue;
      refuse(place, 'Assign', `DUPLICATE_VARIABLE_NAME: The variable \`${name}\` belongs to an outer scope.`);
    }
  }
}

function nextOf(place: Place, type: string): string | undefined {
  if (ENDS_BY_ITSELF.has(type)) return undefined;
  const next = text(place, 'Next');
  const ends = field(place, 'End') === true;
  if ((next === undefined) === !ends) refuse(place, '', 'A state has either `Next` or `End: true`.');
  return next;
}
