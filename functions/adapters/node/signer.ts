/** Signs tracking links and webhooks with keys derived from one secret of the deployment. Where the secret is kept is its home's matter. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Signer } from '../../ports/ids.ts';

/** A signer over a secret of at least 32 bytes. */
export function signerOf(secret: Buffer): Signer {
  // Keys as OpenSSL holds them: made from bytes anew, they cost five times as much as the signature.
  const derived = new Map<string, KeyObject>();
  const keyFor = (name: string): KeyObject => {
    const known = derived.get(name);
    if (known !== undefined) return known;
    const key = createSecretKey(createHmac('sha256', secret).update(name).digest());
    if (derived.size < 10_000) derived.set(name, key);
    return key;
  };
  const mac = (tenant: string, text: string): Buffer =>
    createHmac('sha256', keyFor(`link|${tenant}`))
      .update(text)
      .digest();
  const webhookSecret = (tenant: string): string =>
    `whsec_${keyFor(`webhook|${tenant}`).export().toString('base64url')}`;
  return {
    sign: (tenant, text) => mac(tenant, text).toString('base64url'),
    verify(tenant, text, signature) {
      const given = Buffer.from(signature, 'base64url');
      const expected = mac(tenant, text);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
    signWebhook: (tenant, text) => createHmac('sha256', webhookSecret(tenant)).update(text).digest('hex'),
    webhookSecret,
  };
}
