/** How a machine is cut, as `compile` and `publish` are told on the command line. */
import type { CompileOptions } from '../../../workflow-compiler/artifact.ts';

type Told = {
  readonly granularity?: string | undefined;
  readonly placement?: string | undefined;
  readonly 'runs-per-month'?: string | undefined;
};

export type CutOptions = Pick<CompileOptions, 'granularity' | 'placement' | 'runsPerMonth'>;

const GRANULARITIES = ['step', 'segment'] as const;
const PLACEMENTS = ['standard', 'express', 'auto'] as const;

/** `undefined`: something was told that there is not. */
export function cutOf(told: Told): CutOptions | undefined {
  const granularity = GRANULARITIES.find((one) => one === told.granularity);
  const placement = PLACEMENTS.find((one) => one === told.placement);
  const runs = told['runs-per-month'];
  const runsPerMonth = runs === undefined ? undefined : Number(runs);
  const wrong =
    (told.granularity !== undefined && granularity === undefined) ||
    (told.placement !== undefined && placement === undefined) ||
    (runsPerMonth !== undefined && !(Number.isSafeInteger(runsPerMonth) && runsPerMonth >= 0));
  if (wrong) return undefined;
  return {
    ...(granularity === undefined ? {} : { granularity }),
    ...(placement === undefined ? {} : { placement }),
    ...(runsPerMonth === undefined ? {} : { runsPerMonth }),
  };
}
