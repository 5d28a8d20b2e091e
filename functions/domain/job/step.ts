/** What a step of a job needs, and what it answers. A step is small enough to be done again, and to be waited for by who wants to stop. */
import type { Deps } from '../../deps.ts';
import type { Files } from '../../ports/files.ts';
import type { TenantId } from '../ids.ts';
import type { Errand, JobState } from './job.ts';

export type JobNeeds = Deps & {
  readonly files: Files;
  /**
   * When to ask again, in milliseconds, whether all has ended that began for a tenant before it was removed, which was at `since`
   * (epoch milliseconds); 0: it has.
   */
  readonly leftOver: (tenant: TenantId, since: number) => number;
};

export type Step = {
  /** The errand with its new place. */
  readonly errand: Errand;
  readonly done?: number;
  readonly total?: number;
  readonly and: And;
};

type And =
  | 'go on'
  /** For so many milliseconds there is nothing to do. */
  | { readonly wait: number }
  /** `again`: somebody has to look at it once more, so much later, in milliseconds. */
  | { readonly state: JobState; readonly reason?: string; readonly again?: number };
