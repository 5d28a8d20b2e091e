/**
 * Signature version 4 for requests whose body is known. The derived key is kept: it changes once a day.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac } from 'node:crypto';

export type Signer = {
  readonly region: string;
  /** The service's name in signatures, which is not always that of its host. */
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

export type Unsigned = {
  readonly method: string;
  /** Encoded as it is sent; a query has its parameters in order of name. */
  readonly path: string;
  /** Every header is signed. Names in lower case, `host` and `x-amz-date` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What belongs into `authorization`. `x-amz-date` is `20260102T030405Z`. */
export function authorization(request: Unsigned, signer: Signer): string {
  const { method, path, headers, body } = request;
  const [bare = '', query = ''] = path.split('?');
  const names = Object.keys(headers).toSorted();
  const signed = names.join(';');
  const canonical = [
    method,
    // Every service but S3 wants what is encoded already encoded once more.
    bare.split('/').map(encodeURIComponent).join('/'),
    query,
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const moment = headers['x-amz-date'] ?? '';
  const scope = `${moment.slice(0, 8)}/${signer.region}/${signer.service}/aws4_request`;
  const signature = createHmac('sha256', keyOf(signer, moment.slice(0, 8)))
    .update([ALGORITHM, moment, scope, sha256(canonical)].join('\n'))
    .digest('hex');
  return `${ALGORITHM} Credential=${signer.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}

/** `20260102T030405Z` */
export const amzDate = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

const KEPT = 16;
const keys = new Map<string, Buffer>();

function keyOf({ secretAccessKey, region, service }: Signer, day: string): Buffer {
  const name = `${secretAccessKey} ${day} ${region} ${service}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  if (keys.size >= KEPT) keys.clear();
  keys.set(name, key);
  return key;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
