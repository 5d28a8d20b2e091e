/** Everything under a prefix of the partition key: a scan of the table, filtered there. A page is a megabyte read, whatever is left of it. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Page } from '../../../ports/store.ts';
import { readToken, writeToken } from '../../../ports/store-order.ts';
import { asStore } from './failure.ts';
import { keyAttributes, keyOf, toItem } from './item.ts';
import type { Table } from './read.ts';

export async function scanItems({ client, name }: Table, prefix: string, after?: string): Promise<Page> {
  const [pk = '', sk = ''] = after === undefined ? [] : readToken(after, 2);
  return asStore(async () => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: name,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': { S: prefix } },
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: keyAttributes({ pk, sk }) }),
      }),
    );
    const items = Items.map(toItem);
    if (LastEvaluatedKey === undefined) return { items };
    const last = keyOf(LastEvaluatedKey);
    return { items, next: writeToken([last.pk, last.sk]) };
  });
}
