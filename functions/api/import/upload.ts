/**
 * Files on their way to an import: in the request itself, or, where requests are bounded, brought beforehand to an address
 * that is asked for here. Either way the file is whole and kept before the import is begun.
 */
import Type from 'typebox';
import type { TenantId } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound, Problem } from '../problem.ts';
import { route } from '../route.ts';
import { Moment } from '../schema.ts';

/** Enough for tens of millions of rows; a bound all the same, since it is kept on disk. */
const LARGEST = 8 * 1024 ** 3;
/** What S3 takes in one piece. */
const LARGEST_DIRECT = 5 * 1024 ** 3;

/** A kept file. `ours` to remove when no import comes of it. */
export type Upload = {
  readonly file: string;
  readonly bytes: number;
  /** Says which content it is. */
  readonly mark: string;
  readonly ours: boolean;
};

export const uploadRoutes = [
  route({
    method: 'POST',
    path: '/v1/imports/uploads',
    tag: 'Imports',
    summary: 'Where a large file of contacts may be brought',
    description:
      'On AWS a request carries about 5 MB. Bring a larger file by `PUT` to the `url` within an hour, then call ' +
      '`POST /v1/imports?upload=…` without a body. A 409 where every file may be sent as the body.',
    role: 'editor',
    body: Type.Object(
      { bytes: Type.Integer({ minimum: 1, maximum: LARGEST_DIRECT }) },
      { additionalProperties: false },
    ),
    response: Type.Object(
      { upload: Type.String(), url: Type.String(), expiresAt: Moment },
      { title: 'Upload' },
    ),
    statuses: [201],
    handle: async ({ deps, tenant, body }) => {
      const { direct } = deps.files;
      if (direct === undefined)
        throw new Problem('conflict', 'Files of any size are taken here as the body of `POST /v1/imports`.');
      const upload = `u${deps.ids.random()}`;
      return { status: 201, body: { upload, ...(await direct.offer(nameOf(tenant, upload), body.bytes)) } };
    },
  }),
];

const nameOf = (tenant: TenantId, upload: string): string => `${tenant}/${upload}`;

/** The file that was brought under this id. */
export async function brought(deps: ApiDeps, tenant: TenantId, upload: string): Promise<Upload> {
  const file = nameOf(tenant, upload);
  const bytes = /^u\w{1,60}$/.test(upload) ? await deps.files.size(file) : undefined;
  if (bytes === undefined) throw notFound('upload of that id');
  return { file, bytes, mark: `upload ${upload}`, ours: false };
}

/** The file that is the request's body, kept under this name. */
export async function sent(deps: ApiDeps, request: Request, file: string): Promise<Upload> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST) throw tooLarge();
  if (request.body === null) throw new Problem('invalid-request', 'The body is empty; the file is expected.');
  const { bytes, sha256 } = await deps.files.write(file, bounded(request.body));
  return { file, bytes, mark: sha256, ours: true };
}

async function* bounded(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > LARGEST) throw tooLarge();
    yield part;
  }
}

function tooLarge(): Problem {
  return new Problem('too-large', `A file may have ${LARGEST} bytes (${LARGEST / 1024 ** 3} GiB); split it.`);
}
