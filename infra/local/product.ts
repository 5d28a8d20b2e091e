/** The whole product over one data folder: the runtime, and the API, tracking and console in front of it. */
import { join } from 'node:path';
import { createOutbound } from '../../functions/adapters/node/outbound.ts';
import { openIdPeople, type PeopleSettings } from '../../functions/adapters/node/people.ts';
import type { ApiDeps } from '../../functions/api/deps.ts';
import type { Deps } from '../../functions/deps.ts';
import { create as createApi } from '../../functions/handlers/api.ts';
import type { Log } from '../../functions/ports/log.ts';
import { serveConsole } from './console.ts';
import { durably } from './durable.ts';
import { faultsFromEnvironment } from './faults.ts';
import { openFiles } from './files.ts';
import { startHousekeeping } from './housekeeping.ts';
import { openImporter } from './importer.ts';
import { openJobs } from './jobs.ts';
import { openRuntime } from './runtime.ts';
import { siteOf } from './server.ts';
import { openSimulator } from './simulator/jobs.ts';
import { openUnderWay } from './under-way.ts';

export type ProductOptions = {
  /** The data folder; it exists. */
  readonly data: string;
  /** Where tracking links lead, without a trailing slash. */
  readonly baseUrl: string;
  readonly smtp: string | undefined;
  /** `host:port` that webhooks may call although it is private. */
  readonly allowWebhookHosts: readonly string[];
  readonly log: Log;
  /** Whose tokens people may come with, beside API keys. */
  readonly people?: PeopleSettings | undefined;
  /** Requests a second of one tenant; twice as many at once. */
  readonly rate?: number;
};

export type Product = {
  readonly deps: Deps;
  readonly handle: (request: Request) => Promise<Response>;
  /** Resolves when nothing goes on but by time or from outside; imports do not count. */
  readonly idle: () => Promise<void>;
  /** What is under way is finished or kept for the next start. */
  readonly close: () => Promise<void>;
};

const CONSOLE = join(import.meta.dirname, '..', '..', 'console', 'dist');

/** As old as may be what a task, the router or the feed goes by when it writes. */
const SETTLE_MS = 1000;
/** Requests and imports are asked after this often. */
const LOOK_MS = 250;

export async function openProduct(options: ProductOptions): Promise<Product> {
  const { data, baseUrl, log, smtp } = options;
  const mail = smtp === undefined ? undefined : (await import('./channels/smtp.ts')).openSmtp(smtp);
  const runtime = await openRuntime({
    dir: data,
    settings: { baseUrl, privateHosts: options.allowWebhookHosts },
    log,
    faults: faultsFromEnvironment(process.env),
    outbound: createOutbound({ allow: options.allowWebhookHosts }),
    ...(mail === undefined ? {} : { email: mail.port }),
  });
  const { deps } = runtime;
  const files = openFiles(join(data, 'imports'));
  const underWay = openUnderWay(deps.clock);
  const importer = openImporter({ ...deps, files }, underWay);
  const simulator = openSimulator(deps);
  const leftOver = (tenant: string, since: number): number =>
    underWay.since(since, tenant) ? LOOK_MS : Math.max(0, since + SETTLE_MS - deps.clock.now());
  const jobs = openJobs({ ...deps, files, leftOver });
  const wakes = { wakeImporter: importer.wake, wakeSimulator: simulator.wake, wakeJobs: jobs.wake };
  const api = createApi({ ...deps, files, ...wakes, ...rateOf(options), ...peopleOf(options) });
  const handle = siteOf({
    api: durably((request) => underWay.during(() => api(request)), runtime.flushed),
    track: durably(runtime.functions.http.track, runtime.flushed),
    console: serveConsole(CONSOLE),
  });
  importer.wake();
  simulator.wake();
  jobs.wake();
  const stopHousekeeping = startHousekeeping(runtime, log);
  return {
    deps,
    handle,
    idle: runtime.idle,
    close: async () => {
      stopHousekeeping();
      await importer.close();
      await simulator.close();
      await jobs.close();
      await runtime.close();
      mail?.close();
    },
  };
}

function rateOf({ rate }: ProductOptions): Pick<ApiDeps, 'rate'> {
  return rate === undefined ? {} : { rate: { perSecond: rate, burst: 2 * rate } };
}

function peopleOf({ people }: ProductOptions): Pick<ApiDeps, 'people'> {
  return people === undefined ? {} : { people: openIdPeople(people) };
}
