/**
 * Answers that no Lambda can carry (6 MB): exports of many contacts. They are kept as a file, and the answer leads there by a
 * signed link that is good for a quarter of an hour. The bucket forgets such files after a day.
 */
import type { Deps } from '../deps.ts';
import type { Files } from '../ports/files.ts';

/** Well below the limit, since an answer is escaped as JSON on its way. */
const CARRIED_BYTES = 4 * 1024 * 1024;

/** The bucket drops what begins with this after a day. */
export const SPILLED = 'answers/';

type Serve = (request: Request) => Promise<Response>;

export const spill =
  ({ files, ids }: Pick<Deps, 'ids'> & { readonly files: Files }, serve: Serve): Serve =>
  async (request) => {
    const response = await serve(request);
    const { direct } = files;
    if (direct === undefined || request.method !== 'GET' || response.status !== 200) return response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { headers } = response;
    if (bytes.length <= CARRIED_BYTES) return new Response(bytes, { status: 200, headers });
    const name = `${SPILLED}${ids.random()}`;
    await files.write(name, once(bytes));
    const location = await direct.link(name, {
      type: headers.get('content-type') ?? 'application/octet-stream',
      disposition: headers.get('content-disposition') ?? 'attachment',
    });
    return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
  };

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
