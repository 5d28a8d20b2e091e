/** People who come with a token of an identity provider instead of an API key. */

/** What a valid token says about its bearer. Whether the tenant exists is for the caller to see. */
export type Person = { readonly subject: string; readonly tenant: string; readonly role: string };

export type People = {
  /** `undefined` when the token is not valid here: of another issuer or audience, expired, or with a wrong signature. */
  readonly verify: (token: string) => Promise<Person | undefined>;
};
