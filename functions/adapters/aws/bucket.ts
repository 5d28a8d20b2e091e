/** Small files of a bucket, looked at from a command line. */
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Bucket } from '../../ports/account.ts';
import { s3 } from './clients.ts';
import { endpointOf } from './signed/surroundings.ts';

const SERVICE = { host: 's3', signing: 's3', variable: 'S3' };

export function openBucket(region: string, name: string): Bucket {
  // With an address, the bucket is asked for by path: so do AWS and an emulator understand it.
  const client = s3({ region, endpoint: endpointOf(SERVICE, { region }).href });
  return {
    list: async (Prefix) => {
      const found: { readonly key: string; readonly at: string }[] = [];
      let after: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: name, Prefix, ContinuationToken: after }),
        );
        for (const { Key, LastModified } of page.Contents ?? [])
          if (Key !== undefined) found.push({ key: Key, at: LastModified?.toISOString() ?? '' });
        after = page.NextContinuationToken;
      } while (after !== undefined);
      return found;
    },
    read: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key }));
      return (await Body?.transformToString()) ?? '';
    },
    remove: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket: name, Key }));
    },
  };
}
