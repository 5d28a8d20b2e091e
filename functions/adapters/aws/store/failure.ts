/** What DynamoDB's refusals mean to a caller of the store, and trying again with more and more patience. */
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { PageTokenInvalid, StoreMisuse, StoreUnavailable } from '../../../ports/store-errors.ts';

/** Beyond the attempts of the client: races with other writers, unprocessed keys. */
const ATTEMPTS = 24;
const FIRST_MS = 4;
const LONGEST_MS = 400;

/** Mistakes of set-up, which no patience mends. */
const OURS: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
  'UnrecognizedClientException',
  'CredentialsProviderError',
]);

/** The error to throw for one of DynamoDB's. */
function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreMisuse || error instanceof StoreUnavailable)
    return error;
  if (error instanceof PageTokenInvalid || OURS.has(error.name)) return error;
  if (error instanceof DynamoDBServiceException && error.name === 'ValidationException') {
    return /start(ing)? ?key/i.test(error.message)
      ? new PageTokenInvalid('The page token is not one that this query gave.')
      : new StoreMisuse(error.message, { cause: error });
  }
  return new StoreUnavailable(`DynamoDB: ${error.name}: ${error.message}`, { cause: error });
}

export async function asStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}

/** Asks until there is an answer, waiting a random while between; throws `StoreUnavailable` when patience ends. */
export async function untilAnswered<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * most));
  }
  throw new StoreUnavailable(`DynamoDB: the table stayed busy through ${ATTEMPTS} attempts`);
}
