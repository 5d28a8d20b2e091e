/** How the tenant's runs are doing: the first screen's figures. */
import Type from 'typebox';
import { listDeadLetters } from '../../domain/event/dead-letter.ts';
import type { TenantId } from '../../domain/ids.ts';
import { readReport } from '../../domain/report/counts.ts';
import { oldestDue } from '../../domain/run/sweep.ts';
import type { Store } from '../../ports/store.ts';
import { route } from '../route.ts';
import { workflowNames } from '../workflow/names.ts';

const count = Type.Integer();

export const statusRoutes = [
  route({
    method: 'GET',
    path: '/v1/status',
    tag: 'Status',
    summary: 'How runs are doing',
    role: 'viewer',
    response: Type.Object(
      {
        oldestDueSeconds: Type.Integer({
          description:
            'How late the oldest run that somebody must look at is, over all tenants; 0 when none is.',
        }),
        running: count,
        waiting: count,
        held: count,
        failed: count,
        deadLetters: count,
      },
      { title: 'Status' },
    ),
    handle: async ({ deps, tenant }) => {
      const { store, clock } = deps;
      const names = await workflowNames(store, tenant);
      const figures = await Promise.all(names.map((name) => figuresOf(store, tenant, name)));
      const sum = (of: (each: Figures) => number): number =>
        figures.reduce((total, each) => total + of(each), 0);
      const due = await oldestDue({ store });
      const late = due === undefined ? 0 : Math.floor((clock.now() - Date.parse(due)) / 1000);
      const letters = await listDeadLetters(store, tenant, { limit: 1000 });
      return {
        body: {
          oldestDueSeconds: Math.max(0, late),
          running: sum((each) => each.running),
          waiting: sum((each) => each.waiting),
          held: sum((each) => each.held),
          failed: sum((each) => each.failed),
          deadLetters: letters.items.length,
        },
      };
    },
  }),
];

type Figures = {
  readonly running: number;
  readonly waiting: number;
  readonly held: number;
  readonly failed: number;
};

/** From the counters alone; whoever is inside, and neither runs nor waits, is held. */
async function figuresOf(store: Store, tenant: TenantId, workflow: string): Promise<Figures> {
  const { inside, running, waiting, failed } = await readReport(store, tenant, workflow);
  return { running, waiting, held: Math.max(0, inside - running - waiting), failed };
}
