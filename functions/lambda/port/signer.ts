/** The deployment's secret, fetched once when a function starts, for functions that the manifest grants `signing`. */
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretsManager } from '../../adapters/aws/clients.ts';
import { signerOf } from '../../adapters/node/signer.ts';
import type { Signer } from '../../ports/ids.ts';
import type { Environment } from '../environment.ts';

const SECRET_BYTES = 32;

export async function signer(environment: Environment): Promise<Signer> {
  const SecretId = environment.need('signingSecret');
  const { SecretString = '' } = await secretsManager({}).send(new GetSecretValueCommand({ SecretId }));
  const secret = Buffer.from(SecretString);
  if (secret.length < SECRET_BYTES)
    throw new Error(`the signing secret has fewer than ${SECRET_BYTES} bytes`);
  return signerOf(secret);
}
