// The stored text of a state machine, read once. Everything a transition needs is compiled here.

import { loadBlock } from './block.ts';
import { isJsonObject, type Json, parseJson } from './json.ts';
import {
  field,
  type Language,
  MachineRefused,
  onlyFields,
  type Place,
  type Problem,
  refuse,
  whole,
} from './loading.ts';
import type { Block } from './nodes.ts';

export { MachineRefused, type Problem } from './loading.ts';

/** A machine ready to run. Opaque: hosts hold it, one per version, and give it to begin and advance. */
export type LoadedMachine = {
  readonly block: Block;
  readonly timeoutSeconds: number | undefined;
};

const LARGEST = 1_048_576;

/**
 * Reads a machine in Amazon States Language. Throws MachineRefused with every problem found: what AWS refuses when a
 * machine is created, and what this interpreter does not do (docs/interpreter.md).
 *
 * @example loadMachine('{"StartAt":"A","QueryLanguage":"JSONata","States":{"A":{"Type":"Succeed"}}}')
 */
export function loadMachine(text: string): LoadedMachine {
  try {
    return load(text);
  } catch (error) {
    // Its parts are read one inside the other, and some thousand levels are more than the stack holds.
    if (!(error instanceof RangeError)) throw error;
    throw new MachineRefused([{ pointer: '', message: 'The machine is nested too deeply.' }]);
  }
}

function load(text: string): LoadedMachine {
  const problems: Problem[] = [];
  if (text.length > LARGEST)
    throw new MachineRefused([{ pointer: '', message: 'A machine has at most 1 MB.' }]);
  let object: Json;
  try {
    object = parseJson(text);
  } catch (error) {
    throw new MachineRefused([{ pointer: '', message: `The text is no JSON: ${String(error)}` }]);
  }
  if (!isJsonObject(object)) throw new MachineRefused([{ pointer: '', message: 'A machine is an object.' }]);
  const language: Language = object.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
  const place: Place = { at: '', object, language, outerLanguage: language, problems, names: new Set() };
  onlyFields(place, 'Comment QueryLanguage StartAt States TimeoutSeconds Version ProcessorConfig'.split(' '));
  const named = field(place, 'QueryLanguage');
  if (named !== undefined && named !== 'JSONata' && named !== 'JSONPath') {
    refuse(place, 'QueryLanguage', '`QueryLanguage` is `JSONata` or `JSONPath`.');
  }
  const timeoutSeconds = whole(place, 'TimeoutSeconds', 1, 99_999_999);
  const block = loadBlock(place, new Set());
  if (problems.length > 0) throw new MachineRefused(problems);
  return { block, timeoutSeconds };
}
