/**
 * A run: one contact's way through one version. The row is the ledger and the only authority: Step Functions wakes, the
 * row decides. It lives in the contact's partition and changes by conditional writes alone; each write carries the history
 * of what it settles, so that effect, history and place cannot disagree.
 */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Finding } from '../../../workflow-compiler/predicate/facts.ts';
import type { Item } from '../../ports/store.ts';

/** `held`: a message with an ambiguous outcome, or one outside its window. `left`: ended early, with a reason. */
export type RunState = 'running' | 'waiting' | 'held' | 'done' | 'left' | 'failed';

/** What happened at one step. Times are ISO 8601 in UTC. */
export type HistoryEntry = {
  /** The turn that settled it; steps passed without a task carry the turn of the task that recorded them. */
  readonly turn: number;
  readonly step: string;
  readonly at: string;
  readonly did:
    | 'entered'
    | 'sent'
    | 'skipped'
    | 'rejected'
    | 'held'
    | 'changed'
    | 'called'
    | 'decided'
    | 'passed'
    | 'parked'
    | 'woke'
    | 'ended'
    | 'failed';
  /** The path taken from here. */
  readonly path?: string;
  /** For `parked` and `held`: until when. */
  readonly until?: string;
  /** In words: why it was skipped, what was refused, which event woke it. */
  readonly why?: string;
  /** For decisions: the clauses that decided. */
  readonly findings?: readonly Finding[];
};

/** The event that started or last resumed the run; kept small (properties beyond 2 KB are cut). */
export type RunEvent = {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly properties: Json;
};

export type Wait = {
  /** `time`: until a moment. `event`: for an event or the timeout. `window`: a message outside its hours. `cap`: one too many of late. `held`: an unknown outcome. `throttled`: asked to slow down. */
  readonly kind: 'time' | 'event' | 'window' | 'cap' | 'held' | 'throttled';
  readonly until: string;
  /** Callback token to answer, for waits that can be woken. */
  readonly token?: string;
  /** Express: the node of the program that waits, for waits that can be woken. */
  readonly resume?: string;
  /** How often it was asked to slow down in a row. */
  readonly times?: number;
  /** What somebody said who asked to slow down. */
  readonly why?: string;
  /** Events since this moment count. */
  readonly since?: string;
  /** The cursor's counters, which the answer through the token must carry on. */
  readonly loops?: { readonly [jump: string]: number };
};

export type RunRow = {
  readonly run: string;
  readonly contact: string;
  readonly workflow: string;
  readonly version: number;
  readonly state: RunState;
  /** Where it is: the step being done or waited at; the last one when ended. */
  readonly step: string;
  /** Tasks settled so far; the next task's number. */
  readonly turn: number;
  /** Grows whenever the run is parked, woken or moved: who lost the race sees another number. */
  readonly generation: number;
  readonly depth: number;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  /** When somebody must look at this run: the lease's end while running, the wait's end (plus grace) while waiting. */
  readonly due?: string;
  /** A lasting timer looks at it when it is due, and nobody else has to. */
  readonly timed?: true;
  readonly wait?: Wait;
  /** What the last settled turn answered, so that a task told again answers the same. */
  readonly last?: {
    readonly turn: number;
    readonly path?: string;
    readonly until?: string;
    readonly seconds?: number;
    /** The turn was refused for good: told again, it throws `Rejected` with this again. */
    readonly rejected?: string;
  };
  /**
   * The call that settled the last turn, by the turn that its cursor shows, when it does several: `at` is the task of its
   * program that was done last, `loops` what its cursor had counted by then. Told again, it goes on behind that.
   */
  readonly within?: {
    readonly first: number;
    readonly at: string;
    readonly loops?: { readonly [jump: string]: number };
  };
  /**
   * Express, a state for each step: where the next execution enters the machine, the turn that its cursor shows there, and the
   * counters. While the run is running it is the state that it came to last, which answers a turn told again; while it waits it
   * is what follows the wait, or the state that was put off.
   */
  readonly place?: {
    readonly at: string;
    readonly turn: number;
    readonly loops?: { readonly [jump: string]: number };
  };
  /** An interrupt that came while a task was being done: the next wait or branch takes this path; `end` ends the run at its next task. */
  readonly pending?: { readonly path: string; readonly end: boolean; readonly event?: RunEvent };
  /** Goals that took this run: each does so once, however long its condition stays true. */
  readonly reached?: readonly string[];
  /** The turn whose message is at the provider: found again, nobody knows whether it went out unless its own row tells. */
  readonly claimed?: number;
  /** What somebody said who asked to slow down; the machine tries again by itself. */
  readonly slowed?: string;
  /** Express: the generation of the wait whose end made the run run: who came to end it is at work. */
  readonly took?: number;
  /** A wake that was decided but perhaps not delivered: answered again by the sweeper. */
  readonly wake?: { readonly token: string; readonly loops?: { readonly [jump: string]: number } };
  /** A pointer tells the router of it, or did: it goes with the run. */
  readonly listens?: true;
  readonly event?: RunEvent;
  /** Ids of the events that woke it, newest last: none wakes it twice. */
  readonly woken?: readonly string[];
  /** The newest entries; older ones in pages of their own. */
  readonly history: readonly HistoryEntry[];
  readonly pages: number;
  readonly reason?: string;
  readonly error?: { readonly name: string; readonly cause: string };
};

/** Rows are written by this folder alone: the one place that takes an item's body on trust. */
export const asRun = (item: Pick<Item, 'body'>): RunRow => item.body as unknown as RunRow;
