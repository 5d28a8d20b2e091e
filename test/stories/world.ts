/**
 * A world for stories: the embedded runtime on a folder of its own, under a clock that stands still until the story moves it.
 * A story is a list of deeds, each of which may be done twice, so that a world which crashed in the middle of one can be
 * opened again and go on with it.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import type { ContactChange } from '../../functions/domain/contact/change.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { type EventInput, recordEvent } from '../../functions/domain/event/record.ts';
import { isContactId, isTenantId } from '../../functions/domain/ids.ts';
import { changeTenant, createTenant } from '../../functions/domain/tenant/tenant.ts';
import { saveDraft } from '../../functions/domain/workflow/draft.ts';
import { enrolByHand } from '../../functions/domain/workflow/enrol.ts';
import { startWorkflow, stopWorkflow } from '../../functions/domain/workflow/lifecycle.ts';
import { publish, type Shape } from '../../functions/domain/workflow/publish.ts';
import { type ManualClock, manualClock } from '../../infra/local/clock.ts';
import { openRuntime, type Runtime, type RuntimeOptions } from '../../infra/local/runtime.ts';
import type { Caps } from '../../workflow-compiler/caps.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';

export const START = Date.UTC(2026, 2, 2, 9);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const tenant = brandTenant('acme');

function brandTenant(id: string) {
  if (!isTenantId(id)) throw new Error(`${id} is no tenant id`);
  return id;
}

export function contactId(id: string) {
  if (!isContactId(id)) throw new Error(`${id} is no contact id`);
  return id;
}

/**
 * What may happen in a story, wherever it is played: in the embedded runtime here, or over the HTTP API of a deployment. Done
 * twice, each is as done once.
 */
export type Acts = {
  /** Makes the tenant: the first deed of every story. */
  readonly begin: () => Promise<void>;
  /** How many marketing messages a contact may have. */
  readonly cap: (caps: Caps) => Promise<void>;
  /** Publishes a definition and starts it. */
  readonly publish: (name: string, definition: string) => Promise<void>;
  /** Creates or changes a contact whose address is `<id>@example.com`. */
  readonly change: (id: string, changes: readonly ContactChange[]) => Promise<void>;
  readonly tell: (of: string, event: EventInput) => Promise<void>;
  readonly stop: (name: string, inside: 'exit' | 'finish') => Promise<void>;
  /** `request` makes a second time known. */
  readonly enrol: (name: string, request: string, contacts: readonly string[]) => Promise<void>;
  /** Moves time to a moment, in epoch milliseconds; what falls due on the way happens. */
  readonly advanceTo: (moment: number) => Promise<void>;
  readonly idle: () => Promise<void>;
};

export type World = Acts & {
  readonly runtime: Runtime;
  readonly clock: ManualClock;
  /** How the workflows published here are cut into states. */
  readonly shape: Shape;
};

/** Something that happens. Done twice, it is as done once. */
export type Deed = (acts: Acts) => Promise<void>;

/** Kills begin after the `setup`, which is much the same in every story. */
export type Story = {
  readonly name: string;
  readonly setup: readonly Deed[];
  readonly deeds: readonly Deed[];
};

/** Publishes and starts a workflow. */
export const workflow =
  (text: string): Deed =>
  ({ publish: publishing }) =>
    publishing(/^name: (.*)$/m.exec(text)?.[1] ?? '', text);

/** Creates or changes a contact whose address is `<id>@example.com`. */
export const contact =
  (id: string, ...changes: readonly ContactChange[]): Deed =>
  ({ change }) =>
    change(id, changes);

export const join_ = (list: string): ContactChange => ({ do: 'join-list', list });

/** The tenant lets contacts have so many marketing messages. */
export const capped =
  (caps: Caps): Deed =>
  ({ cap }) =>
    cap(caps);

/** Something happened to a contact, told with an id of its own. */
export const event =
  (id: string, of: string, type: string, properties: JsonObject = {}, at?: number): Deed =>
  ({ tell }) =>
    tell(of, { id, type, properties, ...(at === undefined ? {} : { at: new Date(at).toISOString() }) });

export const stop =
  (name: string, inside: 'exit' | 'finish'): Deed =>
  ({ stop: stopping }) =>
    stopping(name, inside);

/** Lets contacts in by hand; `request` makes a second time known. */
export const enrol =
  (name: string, request: string, ...contacts: readonly string[]): Deed =>
  ({ enrol: enrolling }) =>
    enrolling(name, request, contacts);

/** Moves time to `ms` after the story's start; what falls due on the way happens. */
export const time =
  (ms: number): Deed =>
  ({ advanceTo }) =>
    advanceTo(START + ms);

export const idle: Deed = (acts) => acts.idle();

/** The first deed of every story. */
export const begin: Deed = (acts) => acts.begin();

/** The acts in the embedded runtime, by the domain's own functions. */
function actsOf(runtime: Runtime, clock: ManualClock, shape: Shape): Acts {
  const { deps } = runtime;
  return {
    begin: async () => {
      await createTenant(deps.store, deps.clock, { id: tenant, name: 'Acme', zone: 'Europe/Berlin' });
    },
    cap: async (caps) => {
      await changeTenant(deps.store, tenant, { caps });
    },
    publish: async (name, definition) => {
      await saveDraft(deps, tenant, name, definition);
      const published = await publish(deps, tenant, name, shape);
      if (published.outcome !== 'published') throw new Error(JSON.stringify(published, undefined, 2));
      await startWorkflow(deps, tenant, name);
    },
    change: async (id, changes) => {
      const identity = { id: contactId(id), email: `${id}@example.com` };
      const done = await upsertContact(deps, tenant, identity, changes, FROM_API);
      if (done.outcome === 'refused') throw new Error(JSON.stringify(done.problems));
    },
    tell: async (of, told) => {
      const done = await recordEvent(deps, tenant, contactId(of), told, FROM_API);
      if (done.outcome === 'refused' || done.outcome === 'absent') throw new Error(JSON.stringify(done));
    },
    stop: async (name, inside) => {
      await stopWorkflow(deps, tenant, name, inside);
    },
    enrol: async (name, request, contacts) => {
      const done = await enrolByHand(deps, tenant, name, contacts.map(contactId), FROM_API, request);
      if (done.outcome !== 'accepted') throw new Error(done.outcome);
    },
    advanceTo: (moment) => runtime.advance(Math.max(0, moment - clock.now())),
    idle: runtime.idle,
  };
}

/**
 * A clock that lets short pauses pass by themselves: who tries again in a second, after a failed write, would else wait for
 * a story that waits for it.
 */
export function hastyClock(now: number): ManualClock {
  const clock = manualClock(now);
  const at: ManualClock['at'] = (moment, ring) => {
    const callOff = clock.at(moment, ring);
    if (moment > clock.now() && moment - clock.now() <= 3000) setImmediate(() => clock.advanceTo(moment));
    return callOff;
  };
  return { ...clock, at };
}

export async function openWorld(
  dir: string,
  now: number,
  options: Omit<RuntimeOptions, 'dir' | 'clock'> & {
    readonly clock?: ManualClock;
    readonly shape?: Shape;
  } = {},
): Promise<World> {
  const { clock = manualClock(now), shape = {}, ...rest } = options;
  const runtime = await openRuntime({ dir, random: () => 0.5, ...rest, clock });
  return { ...actsOf(runtime, clock, shape), runtime, clock, shape };
}

/** Crashes are made by the fault port, not by pulling a plug: a disk in memory tells the same story sooner. */
const MEMORY = '/dev/shm';

export async function withFolder<T>(use: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'sojourn-story-'));
  try {
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
