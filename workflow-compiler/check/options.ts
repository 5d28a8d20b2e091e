/** What a check may be told beside the definition: what the tenant or the runtime allows. */
import type { Caps } from '../caps.ts';

export type CheckOptions = {
  /** `host:port` of private systems that webhooks may call all the same. */
  readonly privateHosts?: readonly string[];
  /** How many marketing messages of all channels a contact is meant to get in 24 hours at most; 10 unless said, looked at up to 100. */
  readonly messagesPerDay?: number;
  /** The tenant's caps: no way through the workflow alone should go over one. */
  readonly caps?: Caps;
  /** As in `CompileOptions`: a machine with one task for all between two waits writes less history. */
  readonly granularity?: 'step' | 'segment';
  /** `standard` unless said; `auto` chooses and says why, and is checked as `standard`. An execution of `express` is a stretch between two waits, so that a run may be longer than any. */
  readonly placement?: 'standard' | 'express' | 'auto';
};
