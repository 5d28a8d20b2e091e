/** What is still to happen to one contact, in order of time; at one moment in the order in which it was added. */

export type Agenda<T> = {
  readonly add: (at: number, what: T) => void;
  /** Takes the next; `undefined` when there is none before `end` (epoch milliseconds, exclusive). */
  readonly next: (end: number) => { readonly at: number; readonly what: T } | undefined;
};

/** A sorted list: one contact has a handful of things ahead, and a heap would cost more. */
export function openAgenda<T>(): Agenda<T> {
  // Latest first, so that taking is popping.
  const items: { readonly at: number; readonly what: T }[] = [];
  return {
    add: (at, what) => {
      let place = items.length;
      while (place > 0 && (items[place - 1]?.at ?? Number.POSITIVE_INFINITY) <= at) place -= 1;
      items.splice(place, 0, { at, what });
    },
    next: (end) => {
      const last = items.at(-1);
      return last !== undefined && last.at < end ? items.pop() : undefined;
    },
  };
}
