/** Workflows and their versions as stored. A version is immutable: machine, content and predicates are pinned with it. */
import type { Routing } from '../../../workflow-compiler/artifact.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { Item } from '../../ports/store.ts';

/** `draft`: never published or changed since; `started` takes entries; `stopped` takes none. */
export type WorkflowState = 'draft' | 'started' | 'stopped';

export type WorkflowRow = {
  readonly name: string;
  readonly title: string;
  readonly state: WorkflowState;
  /** The draft's text as its author wrote it (JSON or YAML). */
  readonly draft?: string;
  /** Highest published version; 0 when none. */
  readonly latest: number;
  /** The version that takes entries, while started. */
  readonly live?: number;
  /** What happens to runs inside after a stop: `exit` at their next step, or `finish`. */
  readonly inside?: 'exit' | 'finish';
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
  readonly definition: Definition;
  readonly routing: Routing;
  readonly publishedAt: string;
  readonly contract: number;
};

/** Rows are written by this folder alone: the one place that takes an item's body on trust. */
export const asWorkflow = (item: Item): WorkflowRow => item.body as unknown as WorkflowRow;
