/**
 * `Idempotency-Key`: a request told twice is done once, and both get the same answer, for 24 hours. The claim is a row
 * written before the work; a claim whose process died is free again after its lease, so a retry is never locked out.
 * Answers of 500 and up are not kept, since nothing is known to have happened; nor are bodies over 200 KB, whose
 * requests (checks, lists) change nothing. Answers may hold a contact's data, which is one reason for so short a time.
 */
import { createHash } from 'node:crypto';
import type { Json } from '../../workflow-compiler/language/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Item, Key, Store } from '../ports/store.ts';
import { invalid, Problem } from './problem.ts';

const KEEP_SECONDS = 24 * 3600;
const LEASE_MS = 60_000;
const LARGEST_KEPT = 200_000;

type Entry = {
  readonly fingerprint: string;
  readonly claimedAt: number;
  readonly answer?: { readonly status: number; readonly type: string; readonly body: string };
};

export type Ask = { readonly tenant: string; readonly key: string; readonly fingerprint: string };

/** What makes two requests the same: method, path with query, and body. */
export function fingerprintOf(request: Request, bodyHash: string): string {
  const { pathname, search } = new URL(request.url);
  return `${request.method} ${pathname}${search} ${bodyHash}`;
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Does `work` unless it was done. Throws the 422 for another request under the same key, the 409 while one is running. */
export async function once(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { tenant, key, fingerprint }: Ask,
  work: () => Promise<Response>,
): Promise<Response> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalid('header/Idempotency-Key', 'must be 1 to 255 visible ASCII characters.');
  }
  const place: Key = { pk: `${tenant}|idempotency|${hashText(key)}`, sk: 'entry' };
  const found = await claim(store, clock, place, fingerprint);
  if (found !== undefined) return found;

  const put = (entry: Entry) =>
    store.write([{ do: 'put', key: place, body: asJson(entry), expires: expiry(clock, entry.claimedAt) }]);
  let response: Response;
  try {
    response = await work();
  } catch (error) {
    await store.write([{ do: 'delete', key: place }]);
    throw error;
  }
  const body = await response.clone().text();
  if (response.status >= 500 || body.length > LARGEST_KEPT) {
    await store.write([{ do: 'delete', key: place }]);
  } else {
    const type = response.headers.get('content-type') ?? '';
    await put({ fingerprint, claimedAt: clock.now(), answer: { status: response.status, type, body } });
  }
  return response;
}

/** `undefined`: the claim is ours. */
async function claim(
  store: Store,
  clock: Clock,
  key: Key,
  fingerprint: string,
): Promise<Response | undefined> {
  for (;;) {
    const now = clock.now();
    const item = await store.get(key);
    const entry = item === undefined ? undefined : entryOf(item);
    const over = entry === undefined || now - entry.claimedAt > KEEP_SECONDS * 1000;
    if (!over) {
      if (entry.fingerprint !== fingerprint) {
        throw new Problem(
          'idempotency-key-reused',
          'This `Idempotency-Key` came with another method, path or body in the last 24 hours. Use a new key.',
        );
      }
      if (entry.answer !== undefined) return replay(entry.answer);
      if (now - entry.claimedAt < LEASE_MS) {
        throw new Problem(
          'request-in-progress',
          'The first request with this `Idempotency-Key` is not done yet.',
          {
            headers: { 'retry-after': '1' },
          },
        );
      }
    }
    const written = await store.write([
      {
        do: 'put',
        key,
        body: asJson({ fingerprint, claimedAt: now }),
        expires: expiry(clock, now),
        when: item === undefined ? 'absent' : { rev: item.rev },
      },
    ]);
    if (written.ok) return undefined;
  }
}

function replay({ status, type, body }: NonNullable<Entry['answer']>): Response {
  return new Response(status === 204 ? null : body, {
    status,
    headers: { ...(type === '' ? {} : { 'content-type': type }), 'idempotency-replayed': 'true' },
  });
}

const expiry = (clock: Clock, from: number): number =>
  Math.ceil(Math.max(from, clock.now()) / 1000) + KEEP_SECONDS;

function asJson(entry: Entry): Json {
  return { ...entry };
}

function entryOf({ body }: Item): Entry | undefined {
  if (typeof body !== 'object' || body === null || !('fingerprint' in body)) return undefined;
  const { fingerprint, claimedAt, answer } = body;
  if (typeof fingerprint !== 'string' || typeof claimedAt !== 'number') return undefined;
  if (typeof answer !== 'object' || answer === null || !('status' in answer))
    return { fingerprint, claimedAt };
  return {
    fingerprint,
    claimedAt,
    answer: { status: Number(answer.status), type: String(answer.type), body: String(answer.body) },
  };
}
