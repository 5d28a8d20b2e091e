/**
 * `ValidateStateMachineDefinition`. Errors: what the interpreter refuses, and states that nothing leads to. Warnings: what our
 * verifier of emitted machines finds besides, which is stricter than Step Functions.
 */
import { isJsonObject, type Json, parseJson } from '../../../workflow-compiler/interpreter/json.ts';
import { escaped, MachineRefused } from '../../../workflow-compiler/interpreter/loading.ts';
import { loadMachine } from '../../../workflow-compiler/interpreter/machine.ts';
import { graphProblems } from '../../../workflow-compiler/verify/graph.ts';
import { verify } from '../../../workflow-compiler/verify/verify.ts';
import type { Operation } from './context.ts';
import { amount, oneOf, text } from './members.ts';

const USUAL = 100;

export const validateStateMachineDefinition: Operation = (_wire, input) => {
  const definition = text(input, 'definition');
  oneOf(input, 'type', ['STANDARD', 'EXPRESS']);
  const least = oneOf(input, 'severity', ['ERROR', 'WARNING']) ?? 'ERROR';
  const most = amount(input, 'maxResults', 0, USUAL) || USUAL;
  const all = findingsOf(definition);
  const asked = all.filter(({ severity }) => least === 'WARNING' || severity === 'ERROR');
  return {
    result: all.some(({ severity }) => severity === 'ERROR') ? 'FAIL' : 'OK',
    diagnostics: asked.slice(0, most),
    truncated: asked.length > most,
  };
};

/** What is refused needs no verifying: one cause is told once. */
function findingsOf(definition: string): readonly Finding[] {
  try {
    loadMachine(definition);
  } catch (error) {
    if (!(error instanceof MachineRefused)) throw error;
    return error.problems.map(({ pointer, message }) => ({ ...ERROR, ...coded(message), location: pointer }));
  }
  const machine = parseJson(definition);
  // The verifier reads JSONata alone.
  if (!isJsonObject(machine) || machine.QueryLanguage !== 'JSONata') return [];
  const errors = graphProblems(machine).map(({ problem }) => problem);
  const { States } = machine;
  return verify(machine)
    .filter(({ state }) => state === undefined || !isFan(isJsonObject(States) ? States[state] : undefined))
    .map(({ state, problem }) => ({
      ...(errors.includes(problem) ? ERROR : WARNING),
      message: problem,
      location: state === undefined ? '' : `/States/${escaped(state)}`,
    }));
}

/** `INVALID_JSONATA_EXPRESSION: Unexpected end of expression` is a code and a message. */
function coded(message: string): { readonly code?: string; readonly message: string } {
  const [, code, rest] = /^([A-Z_]{8,}): ([\s\S]*)$/.exec(message) ?? [];
  return code === undefined || rest === undefined ? { message } : { code, message: rest };
}

type Finding = {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  readonly location: string;
};

const ERROR = { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED' } as const;
const WARNING = { severity: 'WARNING', code: 'STRICTER' } as const;

/** The compiler emits none, so the verifier takes them for mistakes. */
const isFan = (state: Json | undefined): boolean =>
  isJsonObject(state) && (state.Type === 'Map' || state.Type === 'Parallel');
