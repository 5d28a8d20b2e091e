/** Which of the SDK's clients have a counterpart of ours. Asked by the bundle of hot functions, and by the tests that run both. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'functions', 'adapters', 'aws', 'signed');

/** @example signedClient('@aws-sdk/client-dynamodb') // '/…/signed/client-dynamodb.ts' */
export function signedClient(name: string): string | undefined {
  const [, service] = /^@aws-sdk\/(client-[a-z0-9-]+)$/.exec(name) ?? [];
  const file = join(FOLDER, `${service ?? ''}.ts`);
  return service !== undefined && existsSync(file) ? file : undefined;
}
