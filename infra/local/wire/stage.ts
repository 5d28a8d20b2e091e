/** The machine that one state is tested in: a Wait before it, and an end for each place that it leads to. */
import { isJsonObject, type Json, type JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { Refusal } from './errors.ts';

/** Names that no state of a real machine has: longer than AWS allows would be refused, so they are merely odd. */
export const BEFORE = '~before';
export const TESTED = '~tested';
export const CAUGHT = '~caught ';

export type Tested = {
  readonly state: JsonObject;
  readonly language: string;
  /** Where each catcher leads to. */
  readonly catchers: readonly string[];
};

/** A definition is one state, or a machine in which one is named, in a branch or an item processor too. */
export function testedIn(definition: Json, name: string | undefined): Tested {
  if (!isJsonObject(definition)) throw invalid('A definition is an object');
  const language = definition.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
  const state = name === undefined ? definition : stateNamed(definition, name);
  if (state === undefined) throw invalid(`There is no state '${name}'`);
  if (typeof state.Type !== 'string')
    throw invalid('A state has a Type; of a whole machine, say the stateName');
  const own = typeof state.QueryLanguage === 'string' ? state.QueryLanguage : language;
  return { state, language: own, catchers: objectsIn(state.Catch).map(({ Next }) => String(Next ?? '')) };
}

const invalid = (message: string): Refusal =>
  new Refusal('InvalidDefinition', `Invalid State Machine Definition: '${message}'`);

const objectsIn = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((each: Json) => isJsonObject(each)) : [];

function stateNamed(block: JsonObject, name: string): JsonObject | undefined {
  const { States } = block;
  if (!isJsonObject(States)) return undefined;
  const found = Object.hasOwn(States, name) ? States[name] : undefined;
  if (isJsonObject(found)) return found;
  for (const state of Object.values(States)) {
    if (!isJsonObject(state)) continue;
    const inner = [
      ...objectsIn(state.Branches),
      ...objectsIn([state.ItemProcessor ?? null, state.Iterator ?? null]),
    ];
    for (const each of inner) {
      const deeper = stateNamed(each, name);
      if (deeper !== undefined) return deeper;
    }
  }
  return undefined;
}

export function stage({ state, language }: Tested): JsonObject {
  const { QueryLanguage: _own, ...fields } = state;
  const catchers = objectsIn(fields.Catch).map((catcher, at) => ({ ...catcher, Next: `${CAUGHT}${at}` }));
  const tested: JsonObject = { ...asTask(fields), ...(catchers.length === 0 ? {} : { Catch: catchers }) };
  const ends = [fields.Next, fields.Default, ...objectsIn(fields.Choices).map(({ Next }) => Next)]
    .filter((name) => typeof name === 'string')
    .concat(catchers.map(({ Next }) => Next));
  return {
    QueryLanguage: language,
    StartAt: BEFORE,
    States: {
      [BEFORE]: { Type: 'Wait', Seconds: 1, Next: TESTED },
      [TESTED]: tested,
      ...Object.fromEntries(ends.map((name) => [name, { Type: 'Succeed' }])),
    },
  };
}

const OF_FANS = [
  'Branches',
  'ItemProcessor',
  'Iterator',
  'Items',
  'ItemsPath',
  'ItemSelector',
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'MaxConcurrency',
  'MaxConcurrencyPath',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
  'Label',
];

/** A Map or a Parallel is mocked as a whole: what is left of it is what a Task has too. */
function asTask(state: JsonObject): JsonObject {
  if (state.Type !== 'Map' && state.Type !== 'Parallel') return state;
  const kept = Object.entries(state).filter(([name]) => !OF_FANS.includes(name));
  return { ...Object.fromEntries(kept), Type: 'Task', Resource: 'arn:aws:states:::mock:whole' };
}
