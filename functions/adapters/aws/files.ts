/**
 * Files in a bucket of S3. Large ones do not pass through us: they are brought and fetched by signed links. Reading asks for
 * one range after another, so that no connection stands open while rows are worked through.
 */
import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Files } from '../../ports/files.ts';
import { StoreUnavailable } from '../../ports/store-errors.ts';
import { upload } from './upload.ts';

const RANGE_BYTES = 4 * 1024 * 1024;
const OFFER_SECONDS = 3600;
const LINK_SECONDS = 900;

export function s3Files(client: S3Client, Bucket: string): Files {
  return {
    write: async (Key, body) => {
      const sha256 = createHash('sha256');
      let bytes = 0;
      const seen = async function* () {
        for await (const part of body) {
          sha256.update(part);
          bytes += part.byteLength;
          yield part;
        }
      };
      await upload({ client, Bucket, Key, asked }, seen());
      return { bytes, sha256: sha256.digest('hex') };
    },
    read: async (Key, from = 0) => {
      const bytes = await sizeOf(client, Bucket, Key);
      return bytes === undefined ? undefined : ranges(client, Bucket, Key, from, bytes);
    },
    size: (Key) => sizeOf(client, Bucket, Key),
    remove: async (Key) => {
      await asked(() => client.send(new DeleteObjectCommand({ Bucket, Key })));
    },
    removeAll: (folder) => removeUnder(client, Bucket, `${folder}/`),
    direct: {
      offer: async (Key, bytes) => {
        const command = new PutObjectCommand({ Bucket, Key, ContentLength: bytes });
        // Signed with the length, so that the link is good for the file that was announced and no larger one.
        const signableHeaders = new Set(['host', 'content-length']);
        const url = await getSignedUrl(client, command, { expiresIn: OFFER_SECONDS, signableHeaders });
        return { url, expiresAt: new Date(Date.now() + OFFER_SECONDS * 1000).toISOString() };
      },
      link: (Key, { type, disposition }) =>
        getSignedUrl(
          client,
          new GetObjectCommand({
            Bucket,
            Key,
            ResponseContentType: type,
            ResponseContentDisposition: disposition,
          }),
          { expiresIn: LINK_SECONDS },
        ),
    },
  };
}

async function removeUnder(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  for (;;) {
    const { Contents = [], IsTruncated } = await asked(() =>
      client.send(new ListObjectsV2Command({ Bucket, Prefix })),
    );
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key: Key ?? '' }));
    const { Errors = [] } = await asked(() =>
      client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } })),
    );
    const [first] = Errors;
    if (first !== undefined) throw unavailable(new Error(`${first.Code}: ${first.Message}`));
    if (IsTruncated !== true) return;
  }
}

async function sizeOf(client: S3Client, Bucket: string, Key: string): Promise<number | undefined> {
  try {
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key }));
    return ContentLength ?? 0;
  } catch (error) {
    if (isNamed(error, 'NotFound') || isNamed(error, 'NoSuchKey')) return undefined;
    throw unavailable(error);
  }
}

async function* ranges(
  client: S3Client,
  Bucket: string,
  Key: string,
  from: number,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < bytes; at += RANGE_BYTES) {
    const Range = `bytes=${at}-${Math.min(at + RANGE_BYTES, bytes) - 1}`;
    yield await asked(async () => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
      if (Body === undefined) throw new Error('the answer has no body');
      return Body.transformToByteArray();
    });
  }
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(error: unknown): StoreUnavailable {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new StoreUnavailable(`S3: ${words}`, { cause: error });
}
