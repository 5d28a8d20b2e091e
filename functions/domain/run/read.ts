/** Reads runs for people: lists by workflow, place, contact and time, and one run with its whole history and what comes next. */
import { END } from '../../../workflow-compiler/language/end.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { Item, Page, Store } from '../../ports/store.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { contactPk } from '../keys.ts';
import { readStep } from '../workflow/pinned.ts';
import { contactOfRun, flowPks, PLACED, placePks, RUN, runKey } from './keys.ts';
import { readPages } from './pages.ts';
import { asRun, type HistoryEntry, type RunRow, type RunState } from './row.ts';

/** Needs a contact or a workflow. `from` and `to` are ISO 8601: when runs started or, with a step and a state, last moved. */
export type RunFilter = {
  readonly workflow?: string;
  /** Where to look without a workflow and a contact: every workflow of the tenant, say. */
  readonly among?: readonly string[];
  readonly contact?: ContactId;
  readonly version?: number;
  readonly step?: string;
  readonly state?: RunState;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly after?: string;
};

export type RunPage = { readonly runs: readonly RunRow[]; readonly next?: string };

/** Newest first; of one contact in order of id. A page may hold fewer than `limit` while there is a next one, since some filters look at what was read. */
export async function listRuns(store: Store, tenant: TenantId, filter: RunFilter): Promise<RunPage> {
  const page = await pageOf(store, tenant, filter);
  const runs = page.items.map(asRun).filter((row) => matches(row, filter));
  return page.next === undefined ? { runs } : { runs, next: page.next };
}

async function pageOf(store: Store, tenant: TenantId, filter: RunFilter): Promise<Page> {
  const { workflow, contact, step, state, limit, from, to } = filter;
  const after = filter.after === undefined ? {} : { after: filter.after };
  if (contact !== undefined) {
    return store.query(contactPk(tenant, contact), { prefix: RUN, limit, ...after });
  }
  const workflows = workflow === undefined ? (filter.among ?? []) : [workflow];
  if (workflows.length === 0) return { items: [] };
  const range = {
    limit,
    reverse: true,
    ...after,
    ...(from === undefined ? {} : { from }),
    // `~` sorts after everything that follows a time in these keys.
    ...(to === undefined ? {} : { to: `${to}~` }),
  };
  const states = state === undefined ? PLACED : [state];
  if (step !== undefined && states.every((one) => PLACED.includes(one))) {
    const pks = workflows.flatMap((name) => states.flatMap((one) => placePks(tenant, name, one, step)));
    return store.fanOut('place', pks, range);
  }
  const pks = workflows.flatMap((name) => flowPks(tenant, name));
  return store.fanOut('flow', pks, range);
}

function matches(row: RunRow, { workflow, version, step, state, contact, from, to }: RunFilter): boolean {
  return (
    (workflow === undefined || row.workflow === workflow) &&
    (version === undefined || row.version === version) &&
    (step === undefined || row.step === step) &&
    (state === undefined || row.state === state) &&
    (contact === undefined || row.contact === contact) &&
    (contact === undefined ||
      ((from === undefined || row.startedAt >= from) && (to === undefined || row.startedAt <= to)))
  );
}

/** In words, for people; `when` in ISO 8601. */
export type Next = { readonly what: string; readonly when?: string };

export type WholeRun = RunRow & { readonly next: Next };

/** A run with all its history, oldest first. `undefined` when the tenant has no such run. */
export async function readRun(store: Store, tenant: TenantId, run: string): Promise<WholeRun | undefined> {
  const contact = contactOfRun(run);
  if (contact === undefined) return undefined;
  const owner = { tenant, contact };
  const item: Item | undefined = await store.get(runKey(owner, run));
  if (item === undefined) return undefined;
  const row = asRun(item);
  const older: readonly HistoryEntry[] = await readPages(store, owner, run, 0, row.pages - 1);
  const step = await readStep(store, tenant, row.workflow, row.version, row.step);
  return { ...row, history: [...older, ...row.history], next: nextOf(row, step) };
}

function nextOf(row: RunRow, step: Step | undefined): Next {
  const { wait } = row;
  switch (row.state) {
    case 'done':
      return { what: 'Nothing: the run is done.' };
    case 'left':
      return { what: `Nothing: the run left (${row.reason ?? 'no reason given'}).` };
    case 'failed':
      return { what: `Nothing: the run failed (${row.error?.name ?? 'unknown error'}).` };
    case 'running':
      return {
        what:
          row.slowed === undefined
            ? `Doing \`${row.step}\`, or on its way from there${to(step)}.`
            : again(row.step, row.slowed),
      };
    case 'held':
      return {
        what: `Waiting to hear whether the message of \`${row.step}\` went out; then goes on, marked as held${to(step)}.`,
        ...(wait === undefined ? {} : { when: wait.until }),
      };
    case 'waiting':
      return { what: waiting(row, step), ...(wait === undefined ? {} : { when: wait.until }) };
  }
}

function waiting({ wait, step: id }: RunRow, step: Step | undefined): string {
  if (wait?.kind === 'window') return `Sends the message of \`${id}\` when its hours open.`;
  if (wait?.kind === 'cap') return `Sends the message of \`${id}\` when the cap has room for it.`;
  if (wait?.kind === 'throttled') return again(id, wait.why);
  if (step?.kind !== 'wait-for-event') return `Goes on from \`${id}\`${to(step)} when the time is up.`;
  const events = step.paths.map((path) => `\`${path.event.on}\` → \`${path.next}\``).join(', ');
  return `Waits at \`${id}\` for ${events}; without any, goes to \`${step.timeout.next}\` when the time is up.`;
}

/** Backticks are for the names of steps. */
const again = (step: string, why = 'somebody asked to slow down'): string =>
  `Tries \`${step}\` again: ${why.replaceAll('`', "'")}${why.endsWith('.') ? '' : '.'}`;

function to(step: Step | undefined): string {
  if (step === undefined || !('next' in step)) return '';
  return step.next === END ? ' to the end' : ` to \`${step.next}\``;
}
