/** `sojourn compile FILE --explain`: a table of the passes. */
import type { CompileOptions, Placement } from '../../../workflow-compiler/artifact.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { interruptsOf } from '../../../workflow-compiler/lower/interrupts.ts';
import { lower } from '../../../workflow-compiler/lower/lower.ts';
import { explainPasses } from '../../../workflow-compiler/optimise/explain.ts';
import { passesFor } from '../../../workflow-compiler/optimise/optimise.ts';
import { placementFor } from '../../../workflow-compiler/placement.ts';

export function explained(definition: Definition, options: CompileOptions): string {
  const { placement } = placementFor(definition, options);
  const { granularity } = options;
  if (placement === 'express' && granularity !== 'step')
    return 'Express executions are billed by request and time, not by states: there is one state, and no pass can save one.\n';
  const passes = passesFor({ ...options, placement });
  const gains = explainPasses(lower(definition, interruptsOf(definition)), passes);
  let before: number | undefined;
  const rows = gains.map(({ pass, states, shortest, longest }) => {
    const saved = before === undefined ? '' : String(before - longest || '');
    before = longest;
    return [pass, String(states), String(shortest), String(longest), saved];
  });
  const table = [['pass', 'states', 'shortest way', 'longest way', 'saved'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n\n${told(placement)}\n`;
}

const told = (placement: Placement): string =>
  placement === 'express'
    ? 'A way counts the states that a run enters in all its executions, but for the choice that each begins with; loops once. Express executions are billed by request and time, and each task is a call.'
    : 'A way counts the states that a run enters, which is what Step Functions bills; loops once, holds and retries not at all.';
