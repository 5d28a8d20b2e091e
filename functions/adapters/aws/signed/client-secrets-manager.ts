/** In the place of `@aws-sdk/client-secrets-manager`: reading a secret. */
import { type Client, clientOf } from './client.ts';
import { jsonCommand } from './command.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'secretsmanager', signing: 'secretsmanager', variable: 'SECRETS_MANAGER' };

export const GetSecretValueCommand = jsonCommand('1.1', 'secretsmanager')('GetSecretValue');

export function SecretsManagerClient(options: Options): Client {
  return clientOf(SERVICE, options);
}
