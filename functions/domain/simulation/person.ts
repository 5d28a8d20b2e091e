/**
 * One contact while it is simulated: the card, what happened, the runs, what lies ahead. It changes in place, since a
 * simulation makes a million of them and throws each away; nothing of it is shared with another contact.
 */
import type { CappedChannel, Limit } from '../../../workflow-compiler/caps.ts';
import type { ExecutionState } from '../../../workflow-compiler/interpreter/execution.ts';
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Delivery, Message } from '../../ports/channel.ts';
import type { OutboundAnswer } from '../../ports/outbound.ts';
import type { ContactChange } from '../contact/change.ts';
import type { Slot, Under } from '../message/cap.ts';
import type { Told } from '../message/feedback.ts';
import type { MessageRow } from '../message/row.ts';
import type { Enrolled } from '../run/enrol.ts';
import type { Owner } from '../run/keys.ts';
import type { HistoryEntry, RunRow } from '../run/row.ts';
import type { ContactZone } from '../time/zone.ts';
import type { Agenda } from './agenda.ts';
import type { Flow, Stage } from './stage.ts';

/** A run with its execution. `history` is all of it; the row keeps the newest entries, as it does on disk. */
export type Run = {
  readonly flow: Flow;
  row: RunRow;
  execution: ExecutionState | undefined;
  /** How many executions it has had: timers belong to one of them. */
  executions: number;
  /** Express: the generation of the row that the last of them was begun for. */
  began: number;
  readonly history: HistoryEntry[];
};

/** What people and the world around do to a contact. Messages are named `step` or `workflow/step`. */
export type Deed =
  /** Creates the contact when there is none. */
  | { readonly do: 'change'; readonly changes: readonly ContactChange[] }
  /** The contact comes into being with this card, which is taken as it is. */
  | { readonly do: 'appear'; readonly card: Card }
  | { readonly do: 'event'; readonly type: string; readonly properties: JsonObject }
  | { readonly do: 'open'; readonly message: string; readonly machine?: boolean }
  | { readonly do: 'click'; readonly message: string; readonly link?: string }
  | { readonly do: 'unsubscribe'; readonly message: string }
  /** What a provider tells of it later: it bounced, the contact complained. */
  | { readonly do: 'hear'; readonly message: string; readonly told: Told };

/** Something ahead on a contact's agenda. */
export type Ahead =
  | { readonly what: 'deed'; readonly deed: Deed }
  /** About one message, whatever others of its step there are. */
  | { readonly what: 'reaction'; readonly message: string; readonly deed: Deed }
  | { readonly what: 'event'; readonly activity: Activity; readonly depth: number }
  | { readonly what: 'timer'; readonly run: Run; readonly execution: number; readonly timer: string }
  /** Express: the wait of that generation is over. */
  | { readonly what: 'due'; readonly run: Run; readonly generation: number }
  | { readonly what: 'date'; readonly flow: Flow; readonly at: string };

/** The world's side of a contact: answers of providers, and what people do about messages. */
export type Surroundings = {
  /** What comes of handing a message over; `attempt` counts from 0. */
  readonly deliver: (run: Run, step: string, attempt: number) => Delivery;
  readonly answer: (run: Run, step: string, attempt: number) => OutboundAnswer;
  readonly entered?: (person: Person, run: Run) => void;
  /** A message went out: what the contact will do about it goes on the agenda. */
  readonly received: (person: Person, message: MessageRow) => void;
  /** Uniform in [0, 1), for the jitter of retries. */
  readonly random: () => number;
};

/** Told what happens; counts or keeps it. */
export type Watch = {
  readonly refused?: (person: Person, flow: Flow, outcome: Enrolled['outcome']) => void;
  readonly entered?: (person: Person, run: Run) => void;
  readonly state?: (run: Run, state: string) => void;
  readonly retried?: (run: Run, state: string) => void;
  /** The run left instead of doing this step. */
  readonly gone?: (run: Run, step: string) => void;
  /** A workflow was not set off, since ten others had set each other off before it. */
  readonly cut?: (flow: Flow) => void;
  readonly settled?: (person: Person, run: Run, added: readonly HistoryEntry[]) => void;
  /** There was no room for a message under its cap. */
  readonly capped?: (person: Person, under: Under, limit: Limit) => void;
  /** With its content where messages are rendered. */
  readonly sent?: (person: Person, row: MessageRow, message: Message | undefined) => void;
  /** The deed could not be done: there is no such message, say. */
  readonly missed?: (person: Person, deed: Deed) => void;
};

export type Person = {
  readonly stage: Stage;
  readonly owner: Owner;
  readonly around: Surroundings;
  readonly watch: Watch;
  readonly agenda: Agenda<Ahead>;
  /** Epoch milliseconds. */
  now: number;
  card: Card | undefined;
  /** Revision of the card. */
  rev: number;
  /** Oldest first. */
  readonly activity: Activity[];
  readonly runs: Map<string, Run>;
  /** When the contact last entered, by workflow. */
  readonly entered: Map<string, number>;
  /** By id, in the order of sending. */
  readonly messages: Map<string, MessageRow>;
  readonly attempts: Map<string, number>;
  /** What was sent under a cap, by channel. */
  readonly slots: Map<CappedChannel, readonly Slot[]>;
  zone: { readonly card: Card; readonly found: ContactZone } | undefined;
};
