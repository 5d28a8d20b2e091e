/** Tables on the emulator, as the stack makes them, and their streams. */
import { randomUUID } from 'node:crypto';
import {
  type AttributeDefinition,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { changeOf, type StreamRecord } from '../../functions/adapters/aws/store/change.ts';
import { TABLE_INDEXES } from '../../functions/adapters/aws/store/table.ts';
import type { Change } from '../../functions/ports/store.ts';
import { emulator } from './emulator.ts';

const text = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: 'S' });
const keys = (pk: string, sk: string): KeySchemaElement[] => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
];

export type TestTable = {
  readonly name: string;
  /** Everything that the stream has told so far, oldest first. */
  readonly told: () => Promise<readonly Change[]>;
  readonly drop: () => Promise<void>;
};

export async function createTable(): Promise<TestTable> {
  const client = new DynamoDBClient(emulator());
  const name = `test-${randomUUID()}`;
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: [
        text('pk'),
        text('sk'),
        ...TABLE_INDEXES.flatMap(({ pk, sk }) => [text(pk), text(sk)]),
      ],
      GlobalSecondaryIndexes: TABLE_INDEXES.map(({ name: IndexName, pk, sk }) => ({
        IndexName,
        KeySchema: keys(pk, sk),
        Projection: { ProjectionType: 'KEYS_ONLY' as const },
      })),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  const stream = TableDescription?.LatestStreamArn ?? '';
  return {
    name,
    told: () => readStream(stream),
    drop: async () => void (await client.send(new DeleteTableCommand({ TableName: name }))),
  };
}

/** The streams service speaks the same protocol under another prefix; a client of its own for three calls is not worth a package. */
async function streams(operation: string, body: object): Promise<StreamsAnswer> {
  const { endpoint } = emulator();
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDBStreams_20120810.${operation}`,
      Authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${await answer.text()}`);
  return JSON.parse(await answer.text());
}

type StreamsAnswer = {
  readonly StreamDescription?: { readonly Shards?: readonly { readonly ShardId: string }[] };
  readonly ShardIterator?: string;
  readonly NextShardIterator?: string;
  readonly Records?: readonly StreamRecord[];
};

/** Follows the stream of a table from here: each call answers how many records are new. */
export async function followStream(table: string): Promise<() => Promise<number>> {
  const client = new DynamoDBClient(emulator());
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const StreamArn = Table?.LatestStreamArn ?? '';
  const { StreamDescription } = await streams('DescribeStream', { StreamArn });
  let iterators: readonly (string | undefined)[] = await Promise.all(
    (StreamDescription?.Shards ?? []).map(async ({ ShardId }) => {
      const asked = { StreamArn, ShardId, ShardIteratorType: 'LATEST' };
      return (await streams('GetShardIterator', asked)).ShardIterator;
    }),
  );
  return async () => {
    const found = await Promise.all(
      iterators.map(
        async (ShardIterator): Promise<StreamsAnswer> =>
          ShardIterator === undefined ? {} : streams('GetRecords', { ShardIterator, Limit: 1000 }),
      ),
    );
    iterators = found.map(({ NextShardIterator }) => NextShardIterator);
    return found.reduce((sum, { Records = [] }) => sum + Records.length, 0);
  };
}

async function readStream(StreamArn: string): Promise<readonly Change[]> {
  const { StreamDescription } = await streams('DescribeStream', { StreamArn });
  const changes: Change[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const asked = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let { ShardIterator } = await streams('GetShardIterator', asked);
    while (ShardIterator !== undefined) {
      const { Records = [], NextShardIterator } = await streams('GetRecords', { ShardIterator, Limit: 1000 });
      changes.push(...Records.flatMap((record) => changeOf(record) ?? []));
      ShardIterator = Records.length === 0 ? undefined : NextShardIterator;
    }
  }
  return changes;
}
