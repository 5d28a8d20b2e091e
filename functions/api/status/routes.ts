/** How the tenant's runs are doing: the first screen's figures. */
import Type from 'typebox';
import { listDeadLetters } from '../../domain/event/dead-letter.ts';
import type { TenantId } from '../../domain/ids.ts';
import { readReport } from '../../domain/report/counts.ts';
import { placePks } from '../../domain/run/keys.ts';
import type { RunState } from '../../domain/run/row.ts';
import { oldestDue } from '../../domain/run/sweep.ts';
import type { Store } from '../../ports/store.ts';
import { route } from '../route.ts';
import { workflowNames } from '../workflow/names.ts';

const count = Type.Integer();
/** Few runs are running or held at one moment; beyond this the figure says "at least". */
const MOST = 5000;

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
      const running = sum((each) => each.running);
      const held = sum((each) => each.held);
      const due = await oldestDue({ store });
      const late = due === undefined ? 0 : Math.floor((clock.now() - Date.parse(due)) / 1000);
      const letters = await listDeadLetters(store, tenant, { limit: 1000 });
      return {
        body: {
          oldestDueSeconds: Math.max(0, late),
          running,
          waiting: Math.max(0, sum((each) => each.inside) - running - held),
          held,
          failed: sum((each) => each.failed),
          deadLetters: letters.items.length,
        },
      };
    },
  }),
];

type Figures = {
  readonly inside: number;
  readonly failed: number;
  readonly running: number;
  readonly held: number;
};

async function figuresOf(store: Store, tenant: TenantId, workflow: string): Promise<Figures> {
  const { inside, failed, steps } = await readReport(store, tenant, workflow);
  let running = 0;
  let held = 0;
  for (const [step, report] of Object.entries(steps)) {
    if (report.inside === 0) continue;
    running += await placed(store, tenant, workflow, 'running', step);
    held += await placed(store, tenant, workflow, 'held', step);
  }
  return { inside, failed, running, held };
}

async function placed(
  store: Store,
  tenant: TenantId,
  workflow: string,
  state: RunState,
  step: string,
): Promise<number> {
  let found = 0;
  let after: string | undefined;
  do {
    const page = await store.fanOut('place', placePks(tenant, workflow, state, step), {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    found += page.items.length;
    after = page.next;
  } while (after !== undefined && found < MOST);
  return found;
}
