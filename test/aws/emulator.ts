/** The emulator and the wire server that `npm run test:aws` started, and clients that know no other place. */
import type { ClientOptions } from '../../functions/adapters/aws/clients.ts';

type Place = Required<ClientOptions>;

/** Throws outside of `npm run test:aws`, so that no test ever finds its way to a real account. */
const placeAt = (variable: string): Place => {
  const endpoint = process.env[variable];
  if (endpoint === undefined || !/^http:\/\/127\.0\.0\.1:\d+$/.test(endpoint)) {
    throw new Error('These tests need the emulator: start them with `npm run test:aws`.');
  }
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
};

export const emulator = (): Place => placeAt('SOJOURN_TEST_EMULATOR');

/** Our Step Functions, which the deployed functions start their machines on. */
export const machinesServer = (): Place => placeAt('SOJOURN_TEST_MACHINES');
