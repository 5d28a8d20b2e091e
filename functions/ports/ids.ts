/** Identifiers and secrets as a port, so that tests are repeatable. */
export type Ids = {
  /** 128 random bits as 26 characters of lower-case base 32; sorts by nothing. */
  readonly random: () => string;
};

/** Signs what leaves the house and comes back: tracking links, unsubscribe links, webhook bodies. */
export type Signer = {
  /** HMAC-SHA-256 over the text with the tenant's key, base64url. */
  readonly sign: (tenant: string, text: string) => string;
  readonly verify: (tenant: string, text: string, signature: string) => boolean;
  /** HMAC-SHA-256, hex, under `webhookSecret`. */
  readonly signWebhook: (tenant: string, text: string) => string;
  /** What a tenant's own systems check webhooks with; it opens nothing else. */
  readonly webhookSecret: (tenant: string) => string;
};
