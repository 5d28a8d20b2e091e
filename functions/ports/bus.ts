/**
 * The bus between the change feed and the router: EventBridge and a queue on AWS, in process on one machine.
 * An event names its row and carries no contact data, so that erasure can be whole. Duplicates, delays and any order are normal.
 */
export type BusEvent = {
  readonly tenant: string;
  readonly contact: string;
  /** Id of the activity row; the same whenever it is told again. */
  readonly id: string;
  /** Sort key of the activity row in the contact's partition. */
  readonly row: string;
  readonly type: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** How many workflows stand between this event and one from outside. */
  readonly depth: number;
};

export type Bus = {
  /** Resolves when every event is kept safe by the bus. */
  readonly publish: (events: readonly BusEvent[]) => Promise<void>;
};
