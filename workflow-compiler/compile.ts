/**
 * The compiler's door: parse, check, lower, optimise, emit, verify. A mistake of a person is a finding, never an
 * exception, whatever the input; the same input gives the same bytes.
 */
import type { Artifact, Compiled, CompileOptions } from './artifact.ts';
import { checkDefinition } from './check/check.ts';
import type { CheckOptions } from './check/options.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { diagnose, type Finding } from './diagnostics/finding.ts';
import { emit } from './emit/emit.ts';
import { routingOf } from './emit/routing.ts';
import type { Definition } from './language/definition.ts';
import type { Json, JsonObject } from './language/json.ts';
import { DEFINITION_SCHEMA } from './language/schema.ts';
import { interruptsOf } from './lower/interrupts.ts';
import { lower } from './lower/lower.ts';
import { optimise, passesFor } from './optimise/optimise.ts';
import { parse } from './parse/parse.ts';
import { verify } from './verify/verify.ts';

/**
 * Compiles a definition: YAML or JSON text, or the value itself.
 *
 * @example
 * const compiled = compile(text);
 * if (compiled.ok) publish(compiled.artifact);
 * else show(compiled.diagnostics);
 */
export function compile(source: string | Json | Definition, options: CompileOptions = {}): Compiled {
  const parsed = parse(source);
  if (!parsed.ok) return { ok: false, diagnostics: diagnose(parsed.findings, parsed.locate) };
  const diagnostics = diagnose(checkDefinition(parsed.definition, options), parsed.locate);
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
  const built = build(parsed.definition, options);
  const problems = diagnose(verified(built), parsed.locate);
  if (problems.length > 0) return { ok: false, diagnostics: [...diagnostics, ...problems] };
  return { ok: true, artifact: { ...built, warnings: diagnostics }, diagnostics };
}

/** Parses and checks only: what an editor asks for while somebody types. */
export function check(
  source: string | Json | Definition,
  options: CheckOptions = {},
): { readonly diagnostics: readonly Diagnostic[] } {
  const parsed = parse(source);
  const findings = parsed.ok ? checkDefinition(parsed.definition, options) : parsed.findings;
  return { diagnostics: diagnose(findings, parsed.locate) };
}

/** JSON Schema 2020-12 of a definition, as it is served and as editors use it. */
export function definitionSchema(): JsonObject {
  return DEFINITION_SCHEMA;
}

function build(definition: Definition, options: CompileOptions): Omit<Artifact, 'warnings'> {
  const interrupts = interruptsOf(definition);
  const plan = optimise(lower(definition, interrupts), passesFor(options));
  return {
    definition,
    ...emit(plan, options),
    routing: routingOf(definition, interrupts),
    content: definition.steps,
  };
}

/** Our own machine failing our own verifier is our bug, but it is still told as a finding and never published. */
function verified({ machine }: Omit<Artifact, 'warnings'>): readonly Finding[] {
  return verify(machine).map(({ state, problem }) => ({
    code: 'LIMIT-01',
    at: '',
    detail: state === undefined ? problem : `State \`${state}\`: ${problem}`,
    hint: 'Make the workflow smaller; if it is small, this is a fault of the compiler: please report it.',
  }));
}

const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';
