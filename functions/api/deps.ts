/** What the HTTP API needs beyond the ports of the tasks. */
import type { Deps } from '../deps.ts';
import type { Files } from '../ports/files.ts';
import type { People } from '../ports/people.ts';
import type { Suppressions } from '../ports/suppressions.ts';

export type ApiDeps = Deps & {
  readonly files: Files;
  /** Absent: API keys alone open the API. */
  readonly people?: People;
  /** What the provider of mail keeps of addresses by itself; absent where it keeps nothing. */
  readonly suppressions?: Suppressions;
  /** Tells the importer that a job waits; it finds out by itself which. */
  readonly wakeImporter: () => void;
  /** The same for other jobs: exports, broadcasts, removals of tenants. */
  readonly wakeJobs: () => void;
  /** The same for simulations; absent where the home cannot simulate. */
  readonly wakeSimulator?: () => void;
  /** Requests of one tenant: refilled per second, and how many at once. Default 500 and 1000. */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
};
