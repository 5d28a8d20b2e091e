/**
 * A stream into one object of S3, with a few megabytes of it in memory at a time: small ones in one request, others in parts. Of
 * what breaks in the middle nothing is to be seen; its parts go by the bucket's own rule, a day later.
 */
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

export type Target = {
  readonly client: S3Client;
  readonly Bucket: string;
  readonly Key: string;
  /** Asks S3, and says in the port's words what it refused. */
  readonly asked: <T>(ask: () => Promise<T>) => Promise<T>;
};

/** S3 takes ten thousand parts, each of 5 MiB at least but for the last. */
const PART_BYTES = 8 * 1024 * 1024;

export async function upload(target: Target, body: AsyncIterable<Uint8Array>): Promise<void> {
  const { client, Bucket, Key, asked } = target;
  const pieces = piecesOf(body)[Symbol.asyncIterator]();
  const first = await pieces.next();
  const Body = first.done === true ? new Uint8Array() : first.value;
  if (Body.byteLength < PART_BYTES) {
    await asked(() => client.send(new PutObjectCommand({ Bucket, Key, Body })));
    return;
  }
  const { UploadId } = await asked(() => client.send(new CreateMultipartUploadCommand({ Bucket, Key })));
  const Parts: CompletedPart[] = [];
  for (let piece = first; piece.done !== true; piece = await pieces.next()) {
    const PartNumber = Parts.length + 1;
    const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: piece.value });
    const { ETag } = await asked(() => client.send(command));
    Parts.push({ PartNumber, ETag });
  }
  const done = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  await asked(() => client.send(done));
}

async function* piecesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}
