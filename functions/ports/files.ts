/**
 * Files that people hand over and fetch back, too large for the item store: uploads of contacts. A folder on one machine;
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
  /** Removing what is not there is fine. */
  readonly remove: (name: string) => Promise<void>;
};
