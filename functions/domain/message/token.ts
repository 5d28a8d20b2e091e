/**
 * Signed names of messages that travel in mail and come back: for opens, clicks and unsubscribes. A token says all that is
 * needed, the click's target too, so nothing is looked up before the signature holds and no link can be made to lead elsewhere.
 */
import type { Signer } from '../../ports/ids.ts';
import { isTenantId, type TenantId } from '../ids.ts';

/** `o` open, `c` click, `u` unsubscribe, `r` a push message received, `t` tapped: the letter in the path, and part of what is signed. */
export type TokenKind = 'o' | 'c' | 'u' | 'r' | 't';

export type Token = {
  readonly tenant: TenantId;
  readonly run: string;
  readonly turn: number;
  /** Where a click leads. */
  readonly url?: string;
};

/** Longer targets are not tracked, so that a link stays within what mail programs and servers take. */
const LONGEST_URL = 2000;

export function writeToken(signer: Signer, kind: TokenKind, token: Token): string {
  const parts = [token.run, token.turn, ...(token.url === undefined ? [] : [token.url])];
  const payload = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return `${token.tenant}.${payload}.${signer.sign(token.tenant, signed(kind, token.tenant, payload))}`;
}

/** `undefined` for anything that this deployment did not sign for this purpose. */
export function readToken(signer: Signer, kind: TokenKind, text: string): Token | undefined {
  const [tenant = '', payload = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0 || !isTenantId(tenant) || !/^[\w-]+$/.test(payload) || !/^[\w-]+$/.test(signature)) {
    return undefined;
  }
  if (!signer.verify(tenant, signed(kind, tenant, payload), signature)) return undefined;
  const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  if (!Array.isArray(parts)) return undefined;
  const [run, turn, url]: readonly unknown[] = parts;
  if (typeof run !== 'string' || typeof turn !== 'number') return undefined;
  return { tenant, run, turn, ...(typeof url === 'string' ? { url } : {}) };
}

const signed = (kind: TokenKind, tenant: string, payload: string): string => `${kind}.${tenant}.${payload}`;

/** Links of one message. `baseUrl` has no trailing slash. */
export type Links = {
  readonly open: string;
  readonly unsubscribe: string;
  readonly click: (url: string) => string;
  /** Where the app reports that a push message was tapped, and what it opened; and that it came. */
  readonly tapped: (url?: string) => string;
  readonly received: () => string;
};

export function linksOf(signer: Signer, baseUrl: string, token: Token): Links {
  const link = (kind: TokenKind, about: Token): string =>
    `${baseUrl}/t/${kind}/${writeToken(signer, kind, about)}`;
  return {
    open: `${link('o', token)}.gif`,
    unsubscribe: link('u', token),
    click: (url) => (url.length > LONGEST_URL ? url : link('c', { ...token, url })),
    tapped: (url) => link('t', url === undefined ? token : { ...token, url }),
    received: () => link('r', token),
  };
}
