/**
 * Files that people hand over and fetch back, too large for the item store: contacts on their way in or out. A folder on one machine;
 * S3 on AWS.
 */
export type Files = {
  /**
   * Keeps the whole stream under the name, or nothing: durable when it resolves. Constant memory.
   * Throws `StoreUnavailable` when there is no room.
   */
  readonly write: (
    name: string,
    body: AsyncIterable<Uint8Array>,
  ) => Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** From the byte `from` on. `undefined` when there is no such file. */
  readonly read: (name: string, from?: number) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** In bytes; `undefined` when there is no such file. */
  readonly size: (name: string) => Promise<number | undefined>;
  /** Removing what is not there is fine. */
  readonly remove: (name: string) => Promise<void>;
  /** Everything under the name and a slash: all files of a tenant. */
  readonly removeAll: (folder: string) => Promise<void>;
  /** Where files need not pass through us: present where requests and answers are bounded (6 MB of a Lambda). */
  readonly direct?: Direct;
};

export type Direct = {
  /** Where exactly so many bytes may be brought as this file, within an hour. */
  readonly offer: (name: string, bytes: number) => Promise<Offer>;
  /** Where the file may be fetched, within a quarter of an hour; `as` is what a browser is told. */
  readonly link: (
    name: string,
    as: { readonly type: string; readonly disposition: string },
  ) => Promise<string>;
};

/** To be sent by `PUT`, with the file as its body. */
export type Offer = {
  readonly url: string;
  /** ISO 8601 in UTC. */
  readonly expiresAt: string;
};
