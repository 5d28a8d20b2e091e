/**
 * Batches of changes that the feed gave up after its attempts: files that Lambda wrote into a bucket, each with the whole call. The
 * bucket is found by the feed's own event source.
 */
import { type Account, type Bucket, fieldsOf, listOf, type Said } from '../../../functions/ports/account.ts';

export type FailedBatch = {
  readonly bucket: Bucket;
  readonly key: string;
  /** When it was given up. */
  readonly at: string;
};

/** As Lambda names its files: `aws/lambda/MAPPING/SHARD/YYYY/MM/DD/TIME-ID`. */
const PREFIX = 'aws/lambda/';
/** For so long the counters surely know how far a shard was counted; the feed remembers half a day longer. */
const KNOWN_MS = 24 * 3_600_000;

/** By shard, then in the order in which they were given up: as their names are listed. */
export async function failedBatches(account: Account, deployment: string): Promise<readonly FailedBatch[]> {
  const said = await account.look(
    'lambda',
    `/2015-03-31/event-source-mappings/?FunctionName=${deployment}-feed`,
  );
  const buckets = listOf(said.get('EventSourceMappings')).flatMap((mapping) => {
    const failure = fieldsOf(fieldsOf(mapping.get('DestinationConfig')).get('OnFailure'));
    const name = /^arn:[\w-]+:s3:::(.+)$/.exec(String(failure.get('Destination')))?.[1];
    return name === undefined ? [] : [name];
  });
  const found = await Promise.all(
    buckets.map(async (name) => {
      const bucket = await account.bucket(name);
      return (await bucket.list(PREFIX)).map((file) => ({ bucket, ...file }));
    }),
  );
  return found.flat();
}

/** `undefined`: told, and its file is gone. Else why it was not; the file stays. */
export async function tellAgain(
  account: Account,
  deployment: string,
  { bucket, key, at }: FailedBatch,
): Promise<string | undefined> {
  const batch = batchOf(await bucket.read(key));
  if (batch === undefined) return 'holds no batch';
  const counted = !(Date.now() - Date.parse(at) < KNOWN_MS);
  const answer = await account.invoke(`${deployment}-feed`, { ...batch, again: { counted } });
  const failures = answer.get('batchItemFailures');
  if (!Array.isArray(failures)) return String(answer.get('errorMessage') ?? 'the function failed');
  if (failures.length > 0) return 'a change failed again: see the log of the feed';
  await bucket.remove(key);
  return undefined;
}

/** The call of then. Its shard stands beside it, too. */
function batchOf(
  text: string,
): { readonly Records: readonly unknown[]; readonly shardId?: string } | undefined {
  const file = parsed(text);
  const payload = file.get('payload');
  const { Records, shardId } = Object.fromEntries(
    typeof payload === 'string' ? parsed(payload) : fieldsOf(payload),
  );
  if (!Array.isArray(Records)) return undefined;
  const shard = shardId ?? fieldsOf(file.get('DDBStreamBatchInfo')).get('shardId');
  return { Records, ...(typeof shard === 'string' ? { shardId: shard } : {}) };
}

function parsed(text: string): Said {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return new Map();
  }
}
