// What happened, event by event, for hosts that keep a history. The numbers are those that causes cite and that are
// counted anyway (run.ts); here they get contents. Nothing is gathered unless `world.history` asks for it.

import type { Thread } from './execution.ts';
import type { Json } from './json.ts';
import type { StateNode } from './nodes.ts';
import type { Run } from './run.ts';

/** Named neutrally: what AWS calls an event depends on the state's type and resource, which is for the host to say. */
export type Happening =
  | {
      readonly what: 'entered';
      readonly state: string;
      readonly kind: StateNode['type'];
      readonly input: Json;
    }
  | {
      readonly what: 'exited';
      readonly state: string;
      readonly kind: StateNode['type'];
      readonly output: Json;
      readonly assigned?: { readonly [name: string]: Json };
    }
  | {
      readonly what: 'task-scheduled';
      readonly resource: string;
      readonly arguments: Json;
      readonly timeout?: number;
      readonly heartbeat?: number;
    }
  | { readonly what: 'task-started' | 'task-submitted'; readonly resource: string }
  | { readonly what: 'task-succeeded'; readonly resource: string; readonly output: Json }
  | {
      readonly what: 'task-failed' | 'task-timed-out';
      readonly resource: string;
      readonly error: string;
      readonly cause: string;
    }
  | {
      readonly what: 'evaluation-failed';
      readonly state: string;
      readonly field: string;
      readonly error: string;
      readonly cause: string;
    }
  | { readonly what: 'map-started'; readonly length: number }
  | {
      readonly what: 'iteration-started' | 'iteration-succeeded' | 'iteration-failed';
      readonly state: string;
      readonly index: number;
    }
  | { readonly what: 'map-succeeded' | 'map-failed' | 'parallel-started' | 'parallel-succeeded' }
  | { readonly what: 'parallel-failed' }
  | { readonly what: 'succeeded'; readonly output: Json }
  | { readonly what: 'failed' | 'aborted' | 'timed-out'; readonly error?: string; readonly cause?: string };

export type HistoryEvent = {
  readonly id: number;
  /** The flow of control it happened in, and the one around that: enough to say which event led to it. */
  readonly thread: number;
  readonly parent?: number;
  readonly happening: Happening;
};

/**
 * `back`: how many events before the last counted one it is.
 *
 * @example run.history?.push(eventOf(run, thread, { what: 'map-succeeded' })); // made only where it is kept
 */
export function eventOf(
  run: Run,
  { id, parent }: Pick<Thread, 'id' | 'parent'>,
  happening: Happening,
  back = 0,
): HistoryEvent {
  return { id: run.events - back, thread: id, ...(parent === undefined ? {} : { parent }), happening };
}
