/** An account of a cloud, looked at from a command line: operations by their names, answers as they come. */

/** An answer, whose fields are looked at one by one: nobody promises their shape. */
export type Said = ReadonlyMap<string, unknown>;

export type ServiceName = 'events' | 'ses' | 'lambda' | 'sqs' | 'ssm' | 'quotas' | 'sts';

export type Account = {
  readonly region: string;
  /** Throws what the service refuses with. */
  readonly operation: (service: ServiceName, operation: string, input: object) => Promise<Said>;
  /** By an address, reading alone. */
  readonly look: (service: ServiceName, path: string) => Promise<Said>;
  /** Calls a function and waits for its answer. */
  readonly invoke: (name: string, event: object) => Promise<Said>;
  readonly bucket: (name: string) => Promise<Bucket>;
  /** The account's number. */
  readonly number: () => Promise<string>;
};

/** Small files, whole. */
export type Bucket = {
  /** In order of their names; `at`: when each was written, ISO 8601. */
  readonly list: (prefix: string) => Promise<readonly { readonly key: string; readonly at: string }[]>;
  readonly read: (key: string) => Promise<string>;
  readonly remove: (key: string) => Promise<void>;
};

export const fieldsOf = (value: unknown): Said =>
  new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));

export const listOf = (value: unknown): readonly Said[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
