/** The doctor in the emulator's account, which has every service that it asks, and nobody's quotas. */
import { expect, test } from 'vitest';
import { sojourn } from '../cli/command.ts';
import { emulator } from './emulator.ts';

test('asks a real protocol, names the account, and says what is in the way', async () => {
  const { endpoint, region, credentials } = emulator();
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const { stdout } = await sojourn(['doctor', '--senders', 'nobody.example', '--json'], { env });
  const {
    findings,
  }: {
    readonly findings: readonly { readonly check: string; readonly says: string; readonly fix?: string }[];
  } = JSON.parse(stdout);
  const found = (name: string) => findings.find(({ check }) => check === name);
  expect(found('credentials')?.says).toBe('Account 000000000000, region us-east-1');
  // Whoever deployed before has bootstrapped.
  expect(found('bootstrap')?.says).toMatch(/^Bootstrapped, version|not bootstrapped in aws:/);
  expect(found('ses-sandbox')?.says).toBe('SES: 50,000 mails a day, 14 a second');
  expect(found('sender nobody.example')?.fix).toBe(
    'aws sesv2 create-email-identity --email-identity nobody.example --region us-east-1',
  );
});
