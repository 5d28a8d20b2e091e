/**
 * Batches of changes that the feed gave up after its attempts: files that Lambda wrote into a bucket, each with the whole call. The
 * bucket is found by the feed's own event source.
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { s3 } from '../../../functions/adapters/aws/clients.ts';
import { type Account, fieldsOf, listOf, type Said } from '../../../functions/ports/account.ts';

export type FailedBatch = {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  /** When it was given up. */
  readonly at: string;
};

/** As Lambda names its files: `aws/lambda/MAPPING/SHARD/YYYY/MM/DD/TIME-ID`. */
const PREFIX = 'aws/lambda/';
/** For so long the counters surely know how far a shard was counted; the feed remembers half a day longer. */
const KNOWN_MS = 24 * 3_600_000;

/** Every shard's in the order in which they were given up. */
export async function failedBatches(account: Account, deployment: string): Promise<readonly FailedBatch[]> {
  const said = await account.look(
    'lambda',
    `/2015-03-31/event-source-mappings/?FunctionName=${deployment}-feed`,
  );
  const buckets = listOf(said.get('EventSourceMappings')).flatMap((mapping) => {
    const failure = fieldsOf(fieldsOf(mapping.get('DestinationConfig')).get('OnFailure'));
    const bucket = /^arn:[\w-]+:s3:::(.+)$/.exec(String(failure.get('Destination')))?.[1];
    return bucket === undefined ? [] : [bucket];
  });
  const { region } = account;
  // An emulator's address, where it was named: buckets are then asked for by path.
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL;
  const client = s3({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  const found = await Promise.all(buckets.map((bucket) => filesIn(client, bucket)));
  return found.flat();
}

/** S3 lists them by name, which is by shard, then by time. */
async function filesIn(client: S3Client, bucket: string): Promise<readonly FailedBatch[]> {
  const found: FailedBatch[] = [];
  let after: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: PREFIX, ContinuationToken: after });
    const { Contents = [], NextContinuationToken } = await client.send(command);
    for (const { Key, LastModified } of Contents)
      if (Key !== undefined) found.push({ client, bucket, key: Key, at: LastModified?.toISOString() ?? '' });
    after = NextContinuationToken;
  } while (after !== undefined);
  return found;
}

/** `undefined`: told, and its file is gone. Else why it was not; the file stays. */
export async function tellAgain(
  account: Account,
  deployment: string,
  { client, bucket, key, at }: FailedBatch,
): Promise<string | undefined> {
  const name = { Bucket: bucket, Key: key };
  const { Body } = await client.send(new GetObjectCommand(name));
  const batch = batchOf((await Body?.transformToString()) ?? '');
  if (batch === undefined) return 'holds no batch';
  const counted = !(Date.now() - Date.parse(at) < KNOWN_MS);
  const answer = await account.invoke(`${deployment}-feed`, { ...batch, again: { counted } });
  const failures = answer.get('batchItemFailures');
  if (!Array.isArray(failures)) return String(answer.get('errorMessage') ?? 'the function failed');
  if (failures.length > 0) return 'a change failed again: see the log of the feed';
  await client.send(new DeleteObjectCommand(name));
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
