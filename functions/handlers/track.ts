/**
 * Where the links of delivered messages lead: `/t/o/TOKEN.gif` is the picture that tells an open, `/t/c/TOKEN` a click,
 * `/t/r/TOKEN` and `/t/t/TOKEN` are asked for by an app that received a push message or saw it tapped, and
 * `/t/u/TOKEN` unsubscribes: by the button of a small page, or in one click by POST (RFC 8058). Only signed tokens do anything,
 * and a click leads where its own token says. `HEAD` counts as nothing: link checkers use it.
 */
import type { Deps } from '../deps.ts';
import { readCard } from '../domain/contact/find.ts';
import { recordFeedback } from '../domain/message/feedback.ts';
import { askPage, donePage, missingPage } from '../domain/message/page.ts';
import { readToken, type Token, type TokenKind } from '../domain/message/token.ts';
import { recordClick, recordOpen, recordUnsubscribe } from '../domain/message/track.ts';
import { isMachine } from '../domain/message/visitor.ts';
import { contactOfRun } from '../domain/run/keys.ts';

const KINDS: readonly TokenKind[] = ['o', 'c', 'u', 'r', 't'];

/** One transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const FORM_BYTES = 4096;

const NEVER_STORED = { 'Cache-Control': 'no-store, private, max-age=0' };
const PAGE_HEADERS = {
  ...NEVER_STORED,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
};

export const create =
  (deps: Deps) =>
  async (request: Request): Promise<Response> => {
    const found = tokenOf(deps, new URL(request.url).pathname);
    if (found === undefined) return html(missingPage(), 404);
    const { kind, token } = found;
    if (kind === 'u') return unsubscribe(deps, request, token);
    if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
    if (kind === 'r') return received(deps, request, token);
    if (kind === 't') return tapped(deps, request, token);
    return kind === 'o' ? opened(deps, request, token) : clicked(deps, request, token);
  };

function tokenOf(deps: Deps, path: string): { readonly kind: TokenKind; readonly token: Token } | undefined {
  const match = /^\/t\/([ocurt])\/([\w.-]{1,8000}?)(?:\.gif)?$/.exec(path);
  const [, letter, text = ''] = match ?? [];
  const kind = KINDS.find((one) => one === letter);
  if (kind === undefined) return undefined;
  const token = readToken(deps.signer, kind, text);
  return token === undefined ? undefined : { kind, token };
}

async function opened(deps: Deps, request: Request, token: Token): Promise<Response> {
  if (request.method === 'GET') {
    await kept(deps, 'open', recordOpen(deps, token, isMachine(request.headers.get('user-agent'))));
  }
  const headers = { ...NEVER_STORED, 'Content-Type': 'image/gif', 'Content-Length': String(PIXEL.length) };
  return new Response(request.method === 'HEAD' ? null : PIXEL, { headers });
}

async function clicked(deps: Deps, request: Request, token: Token): Promise<Response> {
  const { url } = token;
  if (url === undefined || !/^https?:\/\//i.test(url)) return html(missingPage(), 404);
  // Scanners follow every link of a mail; that is nobody's click.
  if (request.method === 'GET' && !isMachine(request.headers.get('user-agent'))) {
    await kept(deps, 'click', recordClick(deps, token, url));
  }
  return new Response(null, { status: 302, headers: { ...NEVER_STORED, Location: url } });
}

/** Asked for by the app itself, which has opened what was tapped: there is nowhere to lead it. */
async function tapped(deps: Deps, request: Request, token: Token): Promise<Response> {
  if (request.method === 'GET') await kept(deps, 'tap', recordClick(deps, token, token.url));
  return new Response(null, { status: 204, headers: NEVER_STORED });
}

/** An app may be quicker than the function that sent the message: then it is asked to come again. */
async function received(deps: Deps, request: Request, token: Token): Promise<Response> {
  const headers = { ...NEVER_STORED };
  if (request.method === 'HEAD') return new Response(null, { status: 204, headers });
  const { tenant, run, turn } = token;
  const told = { tenant, run, turn, providerId: 'told by the app', what: 'delivered' } as const;
  const heard = await recordFeedback(deps, told);
  return heard === 'early'
    ? new Response(null, { status: 503, headers: { ...headers, 'Retry-After': '5' } })
    : new Response(null, { status: 204, headers });
}

async function unsubscribe(deps: Deps, request: Request, token: Token): Promise<Response> {
  const contact = contactOfRun(token.run);
  const card = contact === undefined ? undefined : await readCard(deps.store, token.tenant, contact);
  if (card === undefined) return html(missingPage(), 404);
  if (request.method === 'GET' || request.method === 'HEAD') return html(askPage(card.language), 200);
  if (request.method !== 'POST') return notAllowed('GET, HEAD, POST');
  const form = await request.text().catch(() => '');
  const oneClick = /List-Unsubscribe=One-Click/i.test(form.slice(0, FORM_BYTES));
  const done = await recordUnsubscribe(deps, token, oneClick ? 'one-click' : 'page');
  return done ? html(donePage(card.language), 200) : html(missingPage(), 404);
}

/** A picture is shown and a link leads on even while nothing can be recorded. */
async function kept(deps: Deps, what: string, recording: Promise<void>): Promise<void> {
  try {
    await recording;
  } catch (error) {
    deps.log.error(`${what} was not recorded`, {
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

function html(text: string, status: number): Response {
  return new Response(text, { status, headers: PAGE_HEADERS });
}

function notAllowed(allow: string): Response {
  return new Response(null, { status: 405, headers: { Allow: allow } });
}
