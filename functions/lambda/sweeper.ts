/** The Lambda `sweeper`. Beside its work it tells how late the oldest due run is, which an alarm watches. */
import type { Deps } from '../deps.ts';
import { oldestDue, type Swept } from '../domain/run/sweep.ts';
import { create } from '../handlers/sweeper.ts';
import { entry } from './entry.ts';
import { tellFigures } from './log.ts';
import { machines } from './port/machines.ts';

const sweepAndTell = (deps: Deps) => async (): Promise<Swept> => {
  const swept = await create(deps)();
  const due = await oldestDue(deps);
  const late = due === undefined ? 0 : (deps.clock.now() - Date.parse(due)) / 1000;
  tellFigures({ OldestDueSeconds: Math.max(0, Math.floor(late)) });
  return swept;
};

export const handler = entry({ machines }, sweepAndTell);
