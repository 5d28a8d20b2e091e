/**
 * Where a client calls and as whom, from its options or from what Lambda puts into the environment. Nothing else is looked up:
 * no profiles, no metadata service. Where those are needed, the SDK's own client is the one to take.
 */

export type Options = {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly maxAttempts?: number;
  readonly requestHandler?: { readonly connectionTimeout?: number; readonly requestTimeout?: number };
};

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** A service by its host, by its name in signatures, and by its name in `AWS_ENDPOINT_URL_…`. */
export type Service = { readonly host: string; readonly signing: string; readonly variable: string };

class CredentialsProviderError extends Error {
  override readonly name = 'CredentialsProviderError';
}

export function regionOf({ region }: Options): string {
  const found = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (found === undefined || found === '') throw new Error('Region is missing: set AWS_REGION.');
  return found;
}

export function endpointOf(service: Service, options: Options): URL {
  const region = regionOf(options);
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const own = process.env[`AWS_ENDPOINT_URL_${service.variable}`] || process.env.AWS_ENDPOINT_URL;
  return new URL(options.endpoint ?? (own || `https://${service.host}.${region}.${suffix}`));
}

/** Read at each call: Lambda may renew them. */
export function credentialsOf({ credentials }: Options): Credentials {
  if (credentials !== undefined) return credentials;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new CredentialsProviderError('No credentials in the environment.');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}
