/** The AWS CLI that `npm run test:aws` installed, as an operator calls it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** `endpoints`: `AWS_ENDPOINT_URL…` by name. Answers what it says, as JSON. */
export async function aws(endpoints: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.SOJOURN_TEST_FOLDER,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
    ...endpoints,
  };
  const program = process.env.SOJOURN_TEST_AWS_CLI ?? 'aws';
  const { stdout } = await exec(program, [...args, '--output', 'json'], { env });
  return stdout === '' ? {} : JSON.parse(stdout);
}
