/** A provider's own list of addresses that it writes to no more, whoever asks. Homes whose provider keeps none have no such port. */

export type Suppressions = {
  /** Takes an address off the list; one that is not on it is off already. Throws `Transient` when the provider does not do it. */
  readonly lift: (tenant: string, address: string) => Promise<void>;
};
