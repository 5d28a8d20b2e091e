/** Schedule: looks at everything that is due, so that nothing is stuck; fires fixed dates; finishes erasures that were interrupted. */
import type { Deps } from '../deps.ts';
import { finishErasures } from '../domain/contact/erase.ts';
import { type Swept, sweep } from '../domain/run/sweep.ts';

export const create = (deps: Deps) => async (): Promise<Swept> => {
  await finishErasures(deps.store);
  return sweep(deps);
};
