/** A state as a coloured word. One table for all nouns, so that a colour means the same everywhere. */
import type { MessageState } from '../api/messages.ts';
import type { RunState } from '../api/runs.ts';
import type { WorkflowState } from '../api/workflows.ts';

type State = WorkflowState | RunState | MessageState;

const LOOKS: { readonly [S in State]: readonly [string, string] } = {
  draft: ['quiet', 'Draft'],
  started: ['good', 'Started'],
  stopped: ['quiet', 'Stopped'],
  running: ['good', 'Running'],
  waiting: ['wait', 'Waiting'],
  held: ['warn', 'Held'],
  done: ['quiet', 'Done'],
  left: ['quiet', 'Left early'],
  failed: ['bad', 'Failed'],
  claimed: ['wait', 'Being sent'],
  sent: ['good', 'Sent'],
  skipped: ['warn', 'Skipped'],
  rejected: ['bad', 'Rejected'],
};

export function StateBadge({ state }: { readonly state: State }) {
  const [look, word] = LOOKS[state] ?? ['quiet', state];
  return <span className={`badge badge-${look}`}>{word}</span>;
}
