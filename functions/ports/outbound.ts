/** HTTP calls to tenants' systems. The adapter refuses private, loopback and link-local addresses after name resolution. */
export type OutboundRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly timeoutMs: number;
};
export type OutboundAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: string }
  /** Never sent: a private address, an unknown scheme. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** No complete answer: try again. */
  | { readonly outcome: 'failed'; readonly reason: string };
export type Outbound = { readonly call: (request: OutboundRequest) => Promise<OutboundAnswer> };
