/** Schedule: looks at everything that is due, so that nothing is stuck; fires fixed dates. */
import type { Deps } from '../deps.ts';
import { type Swept, sweep } from '../domain/run/sweep.ts';

export const create = (deps: Deps) => (): Promise<Swept> => sweep(deps);
