/** A world for one test: opened, begun by some deeds, looked at, closed. And the one run in it, where there is one. */
import { runKey } from '../../functions/domain/run/keys.ts';
import { listRuns } from '../../functions/domain/run/read.ts';
import { asRun, type RunRow } from '../../functions/domain/run/row.ts';
import type { Item } from '../../functions/ports/store.ts';
import { contactId, openWorld, START, tenant, type World, withFolder } from './world.ts';

export const owner = { tenant, contact: contactId('ada') };

/** `deeds`: what has been done before `check` looks. */
export function inWorld(
  options: Parameters<typeof openWorld>[2],
  deeds: readonly ((world: World) => Promise<void>)[],
  check: (world: World, dir: string) => Promise<void>,
): Promise<void> {
  return withFolder(async (dir) => {
    const world = await openWorld(dir, START, options);
    for (const deed of deeds) await deed(world);
    await check(world, dir);
    await world.runtime.close();
  });
}

export type OneRun = {
  readonly run: string;
  /** As it stands; throws when it is gone. */
  readonly item: () => Promise<Item>;
  readonly row: () => Promise<RunRow>;
};

/** Ada's run in the workflow `flow`. */
export async function runOf({ runtime }: World): Promise<OneRun> {
  const { store } = runtime.deps;
  const { runs } = await listRuns(store, tenant, { workflow: 'flow', limit: 1 });
  const run = runs[0]?.run;
  if (run === undefined) throw new Error('nobody entered');
  const item = async (): Promise<Item> => {
    const found = await store.get(runKey(owner, run));
    if (found === undefined) throw new Error('the run is gone');
    return found;
  };
  return { run, item, row: async () => asRun(await item()) };
}

/** What happened to a run, step by step. */
export const did = ({ history }: RunRow): readonly string[] =>
  history.map((entry) => `${entry.step} ${entry.did}`);
