/**
 * A client of one service of AWS in a few hundred lines instead of the SDK's thousands, for functions whose first start counts
 * (`docs/decisions/0012-what-a-cold-start-may-cost.md`). The modules beside this one have the names that the adapters import
 * from the SDK, and the bundle of a hot function puts them in its place: same commands, same answers, same error names.
 */
import { type Exchange, exchanger } from './exchange.ts';
import { Refusal, type RefusalFacts, refusalFacts } from './refusal.ts';
import { amzDate, authorization } from './sign.ts';
import { credentialsOf, endpointOf, type Options, regionOf, type Service } from './surroundings.ts';

/** What a service is asked, before it has a host and a signature. */
export type Asked = {
  readonly method: 'POST' | 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Client = {
  readonly send: (asked: Asked) => Promise<object>;
  /** The answer as it came, of services that do not speak JSON. */
  readonly read: (asked: Asked) => Promise<string>;
  readonly destroy: () => void;
};

type MakeError = (facts: RefusalFacts) => Error;

const CONNECT_MS = 2_000;
const ANSWER_MS = 8_000;
const ATTEMPTS = 3;
const LONGEST_MS = 20_000;

export function clientOf(
  service: Service,
  options: Options,
  makeError: MakeError = (facts) => new Refusal(facts),
): Client {
  const { connectionTimeout = CONNECT_MS, requestTimeout = ANSWER_MS } = options.requestHandler ?? {};
  const exchange = exchanger({ connectMs: connectionTimeout, answerMs: requestTimeout });
  const attempts = options.maxAttempts ?? ATTEMPTS;
  const read = async (asked: Asked): Promise<string> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(service, options, exchange, makeError, asked);
      } catch (error) {
        const wait = error instanceof Error ? patience(error) : undefined;
        if (wait === undefined || attempt >= attempts) throw error;
        const most = Math.min(LONGEST_MS, wait * 2 ** (attempt - 1));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * most));
      }
    }
  };
  const send = async (asked: Asked): Promise<object> => {
    const body = await read(asked);
    return body === '' ? {} : JSON.parse(body);
  };
  return { send, read, destroy: () => {} };
}

async function once(
  service: Service,
  options: Options,
  exchange: Exchange,
  makeError: MakeError,
  asked: Asked,
): Promise<string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentialsOf(options);
  const endpoint = endpointOf(service, options);
  const headers = {
    ...asked.headers,
    host: endpoint.host,
    'content-length': String(Buffer.byteLength(asked.body)),
    'x-amz-date': amzDate(Date.now()),
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const request = { method: asked.method, path: asked.path, headers, body: asked.body };
  const signer = { region: regionOf(options), service: service.signing, accessKeyId, secretAccessKey };
  const signed = { ...headers, authorization: authorization(request, signer) };
  const answer = await exchange(endpoint, { ...request, headers: signed });
  if (answer.status >= 300) throw makeError(refusalFacts(answer.status, answer.named, answer.body));
  return answer.body;
}

const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const PASSING = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
const THROTTLED_MS = 500;
const PASSING_MS = 100;

/** How long to wait before the second attempt, at most; `undefined` when another attempt is no use. The SDK's own rules. */
function patience(error: Error): number | undefined {
  if (error instanceof Refusal) {
    const { httpStatusCode } = error.$metadata;
    if (THROTTLED.has(error.name) || httpStatusCode === 429) return THROTTLED_MS;
    return [500, 502, 503, 504].includes(httpStatusCode) || error.name === 'RequestTimeout'
      ? PASSING_MS
      : undefined;
  }
  return 'code' in error && typeof error.code === 'string' && PASSING.has(error.code)
    ? PASSING_MS
    : undefined;
}
