/**
 * Who or what changed a contact. The cause travels with the card to the events that the change makes, so that a loop between
 * workflows can be counted and cut.
 */
export type Cause = {
  readonly source: 'api' | 'console' | 'import' | 'event' | 'track' | 'provider' | 'run';
  /** The key or person that asked, where that is kept. */
  readonly by?: string;
  readonly run?: string;
  readonly workflow?: string;
  /** The import, its rows that made this card since it last noted its progress, and the one that created it: a row told again is known. */
  readonly import?: string;
  readonly rows?: readonly number[];
  readonly createdBy?: number;
  /** How many workflows stand between this change and one from outside: 0 from outside, a run's depth + 1 from a run. */
  readonly depth: number;
};

export const FROM_API: Cause = { source: 'api', depth: 0 };
