/** What a failed call to a provider of messages means for the message: never sent, or nobody knows. */
import type { Delivery } from '../../../ports/channel.ts';

/** Failures before a byte was on its way: no connection, no credentials, a request that cannot be made. */
const BEFORE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
const BEFORE_NAMES = new Set([
  'CredentialsProviderError',
  'ExpiredTokenException',
  'InvalidSignatureException',
]);

/** `rejects`: errors that say the message itself will never go. */
export function judge(error: unknown, rejects: ReadonlySet<string>): Delivery {
  const { name, message, code, status } = factsOf(error);
  const reason = `${name}: ${message}`;
  if (rejects.has(name)) return { outcome: 'rejected', reason };
  // A refusal with a status below 500 is an answer: nothing was sent, and another time it may be.
  if (status !== undefined && status >= 400 && status < 500) return { outcome: 'throttled', reason };
  if (BEFORE.has(code) || BEFORE_NAMES.has(name)) return { outcome: 'throttled', reason };
  return { outcome: 'ambiguous', reason };
}

function factsOf(error: unknown): {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly status: number | undefined;
} {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), code: '', status: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return {
    name: error.name,
    message: error.message,
    code,
    status: typeof status === 'number' ? status : undefined,
  };
}
