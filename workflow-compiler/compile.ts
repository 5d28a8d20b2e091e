/**
 * The compiler's door: parse, check, lower, optimise, emit, verify. A mistake of a person is a finding, never an
 * exception, whatever the input; the same input gives the same bytes.
 */
import type { Artifact, Compiled, CompileOptions } from './artifact.ts';
import { checkDefinition } from './check/check.ts';
import type { CheckOptions } from './check/options.ts';
import { besides, togetherFindings } from './check/together/together.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { diagnose, type Finding } from './diagnostics/finding.ts';
import { emit } from './emit/emit.ts';
import { emitExpress } from './emit/express.ts';
import { routingOf } from './emit/routing.ts';
import { emitStretches } from './emit/stretches.ts';
import type { Definition } from './language/definition.ts';
import type { Json, JsonObject } from './language/json.ts';
import { DEFINITION_SCHEMA } from './language/schema.ts';
import { interruptsOf } from './lower/interrupts.ts';
import { lower } from './lower/lower.ts';
import { optimise, passesFor } from './optimise/optimise.ts';
import { parse } from './parse/parse.ts';
import { placementFor } from './placement.ts';
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
  const shared = togetherFindings([parsed.definition]).flat();
  const findings = besides(checkDefinition(parsed.definition, options), shared);
  const diagnostics = diagnose(findings, parsed.locate);
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
  const [checked = { diagnostics: [] }] = checkTogether([source], options);
  return checked;
}

/**
 * Checks several definitions, each by itself and all together: whether they set each other off in a circle, and whether
 * they name each other's messages rightly. Answers in the order given.
 *
 * @example const [welcome, scoring] = checkTogether([readFileSync('welcome.yaml', 'utf8'), readFileSync('scoring.yaml', 'utf8')]);
 */
export function checkTogether(
  sources: readonly (string | Json | Definition)[],
  options: CheckOptions = {},
): readonly { readonly diagnostics: readonly Diagnostic[] }[] {
  const parsed = sources.map((source) => parse(source));
  const sound = parsed.flatMap((one) => (one.ok ? [one.definition] : []));
  const together = togetherFindings(sound);
  return parsed.map((one) => {
    if (!one.ok) return { diagnostics: diagnose(one.findings, one.locate) };
    const shared = together[sound.indexOf(one.definition)] ?? [];
    return { diagnostics: diagnose(besides(checkDefinition(one.definition, options), shared), one.locate) };
  });
}

/** JSON Schema 2020-12 of a definition, as it is served and as editors use it. */
export function definitionSchema(): JsonObject {
  return DEFINITION_SCHEMA;
}

function build(definition: Definition, options: CompileOptions): Omit<Artifact, 'warnings'> {
  const interrupts = interruptsOf(definition);
  const { placement, why } = placementFor(definition, options);
  const emitted =
    placement === 'standard' ? emit : options.granularity === 'step' ? emitStretches : emitExpress;
  const plan = optimise(lower(definition, interrupts), passesFor({ ...options, placement }));
  return {
    definition,
    ...emitted(plan, options),
    placement,
    ...(why === undefined ? {} : { placementWhy: why }),
    routing: routingOf(definition, interrupts),
    content: definition.steps,
  };
}

/** Our own machine failing our own verifier is our bug, but it is still told as a finding and never published. */
function verified({ machine, placement }: Omit<Artifact, 'warnings'>): readonly Finding[] {
  return verify(machine, placement).map(({ state, problem }) => ({
    code: 'LIMIT-01',
    at: '',
    detail: state === undefined ? problem : `State \`${state}\`: ${problem}`,
    hint: 'Make the workflow smaller; if it is small, this is a fault of the compiler: please report it.',
  }));
}

const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';
