/** The emulator that `npm run test:aws` started, and clients that know no other place. */
import type { ClientOptions } from '../../functions/adapters/aws/clients.ts';

/** Throws outside of `npm run test:aws`, so that no test ever finds its way to a real account. */
export function emulator(): Required<ClientOptions> {
  const endpoint = process.env.SOJOURN_TEST_EMULATOR;
  if (endpoint === undefined || !/^http:\/\/127\.0\.0\.1:\d+$/.test(endpoint)) {
    throw new Error('These tests need the emulator: start them with `npm run test:aws`.');
  }
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}
