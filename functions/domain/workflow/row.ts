/** Workflows and their versions as stored. A version is immutable: machine, content and predicates are pinned with it. */
import type { Placement, Routing } from '../../../workflow-compiler/artifact.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { Item } from '../../ports/store.ts';

/** `draft`: never published or changed since; `started` takes entries; `stopped` takes none. */
export type WorkflowState = 'draft' | 'started' | 'stopped';

export type WorkflowRow = {
  readonly name: string;
  readonly title: string;
  readonly state: WorkflowState;
  /** Highest published version; 0 when none. */
  readonly latest: number;
  /** Highest number given to a version that was being published; above `latest` when that did not end well. */
  readonly reserved: number;
  /** The version that takes entries, while started. */
  readonly live?: number;
  /** What happens to runs inside after a stop: `exit` at their next step, or `finish`. */
  readonly inside?: 'exit' | 'finish';
  /** Removed: nobody sees it, but its version numbers are not given out again. */
  readonly removed?: true;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type VersionRow = {
  readonly workflow: string;
  readonly version: number;
  /** ARN of the state machine. */
  readonly machine: string;
  /** Hash of the definition's canonical JSON: publishing the same again gives the same version. */
  readonly hash: string;
  /** The rules of the definition; its steps are items of their own, since a version may be larger than an item. */
  readonly definition: Omit<Definition, 'steps'>;
  readonly routing: Routing;
  /** Event types that conditions look back at: kept as rows, though nobody subscribes to them. */
  readonly records: readonly string[];
  readonly publishedAt: string;
  readonly contract: number;
  /** Where waits live; absent in versions from before there was a choice: `standard`. */
  readonly placement?: Placement;
  /** Why `auto` chose it. */
  readonly placementWhy?: string;
  /** Express: the node of the program that runs begin at. */
  readonly start?: string;
  /** Express, a state for each step: the program is what the router does of a run, from this state to its first wait. */
  readonly begins?: string;
};

/** Rows are written by this folder alone: the one place that takes an item's body on trust. */
export const asWorkflow = (item: Item): WorkflowRow => item.body as unknown as WorkflowRow;
export const asVersion = (item: Item): VersionRow => item.body as unknown as VersionRow;
