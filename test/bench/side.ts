/**
 * A side of a comparison: one engine that carries contacts through {event, send, wait, decide, send or tag, end}. Each is opened
 * in a process of its own (`process.ts`), so that no side pays for another's memory; the servers it needs are counted with it.
 */

export type Order = {
  /** Empty, on the disk that every side uses. */
  readonly folder: string;
  readonly waitMs: number;
  /** To be called when a contact's first message is handed over. */
  readonly first: (contact: number) => void;
  /** To be called, where a side can, when a contact's wait is over and the decision is asked for. */
  readonly decides?: (contact: number) => void;
};

export type Counts = { readonly sent: number; readonly tagged: number; readonly ended: number };

export type Side = {
  /** Makes contacts `from` up to (not with) `to` known, where a side keeps contacts; not measured. */
  readonly prepare?: (from: number, to: number) => Promise<void>;
  /** Resolves when the event is as safe as this side makes it. */
  readonly enter: (contact: number) => Promise<void>;
  /** Since it was opened. */
  readonly counts: () => Promise<Counts> | Counts;
  /** Processes that work for this side; their children count too. */
  readonly servers?: readonly number[];
  readonly close: () => Promise<void>;
};

export type Open = (order: Order) => Promise<Side>;

/** Three in ten get the second message, the others a tag. */
export const isPro = (contact: number): boolean => contact % 10 < 3;

/** What has to be counted when the first `contacts` are through. */
export function expected(contacts: number): Counts {
  const pro = Array.from({ length: contacts }, (_, contact) => contact).filter(isPro).length;
  return { sent: contacts + pro, tagged: contacts - pro, ended: contacts };
}
