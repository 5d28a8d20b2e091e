/**
 * What a message was made from, instead of what it said: the names that its templates use, with their values at that moment.
 * The step is pinned with its version, so the same message can be made again for whoever asks to see it, and a long mail costs
 * its row no more than a short one. Its links are signed by the same key, and so are the same.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../workflow-compiler/language/json.ts';
import { templatesOf } from '../../../workflow-compiler/language/templates.ts';
import type { Deps } from '../../deps.ts';
import type { TenantId } from '../ids.ts';
import { readStep } from '../workflow/pinned.ts';
import { composeEmail, composeNotice, composeSms } from './compose.ts';
import { composePush } from './compose-push.ts';
import { namesIn, type Scope } from './render.ts';
import type { Made, MessageBody, MessageRow } from './row.ts';
import { type Material, recipientOf, type Sending, sendingOf } from './sending.ts';
import { linksOf } from './token.ts';

/** Known from the message's id, and longer than most of what a template names. */
const UNSUBSCRIBE = 'unsubscribe_url';

/** What to keep of the material, so that the message can be made again. */
export function madeOf(step: Sending, { card, from, scope }: Material): Made {
  const { language } = card;
  return {
    from,
    to: recipientOf(card),
    ...(language === undefined ? {} : { language }),
    values: usedOf(step, scope),
  };
}

/** The message again, as it was delivered. `undefined` when its version is gone, or nothing was made. */
export async function makeAgain(
  { store, signer, settings }: Pick<Deps, 'store' | 'signer' | 'settings'>,
  tenant: TenantId,
  { made, workflow, version, step: id, run, turn }: MessageRow,
): Promise<MessageBody | undefined> {
  const step = sendingOf(await readStep(store, tenant, workflow, version, id));
  if (made === undefined || step === undefined) return undefined;
  const { from, to, language } = made;
  const links = linksOf(signer, settings.baseUrl, { tenant, run, turn });
  const scope: Scope = { now: '', ...made.values, [UNSUBSCRIBE]: links.unsubscribe };
  if (step.kind === 'send-sms') {
    const composed = composeSms(step, scope);
    return composed.ok ? { text: composed.text, headers: {} } : undefined;
  }
  if (step.kind === 'send-push') {
    const composed = composePush(step, scope, links);
    if (!composed.ok) return undefined;
    const { body, link, data } = composed.content;
    return { text: body, headers: {}, data, ...(link === undefined ? {} : { link }) };
  }
  const composed =
    step.kind === 'send-email'
      ? composeEmail({ step, from, to, language, scope, links })
      : composeNotice(step, from, scope);
  if (!composed.ok) return undefined;
  const { html, text, headers, replyTo } = composed.message;
  const reply = replyTo === undefined ? {} : { 'Reply-To': replyTo };
  return { ...(html === undefined ? {} : { html }), text, headers: { ...headers, ...reply } };
}

function usedOf(step: Sending, scope: Scope): JsonObject {
  const paths = templatesOf(step).flatMap(({ text }) => namesIn(text));
  const used = paths.filter(([name]) => name !== UNSUBSCRIBE);
  return used.reduce<JsonObject>((into, path) => withPath(into, path, scope), { now: scope.now });
}

/** The value at the path, with the way to it; lists and texts whole, since a path may ask for their parts. */
function withPath(
  into: JsonObject,
  path: readonly string[],
  from: { readonly [name: string]: unknown },
): JsonObject {
  const [name = '', ...rest] = path;
  if (!Object.hasOwn(from, name)) return into;
  const value = asJson(from[name]);
  if (value === undefined) return into;
  const [next] = rest;
  // `size` of an object, say, is none of its fields: it needs all of them.
  if (!isJsonObject(value) || next === undefined || !Object.hasOwn(value, next))
    return { ...into, [name]: value };
  const before = Object.hasOwn(into, name) ? into[name] : undefined;
  return { ...into, [name]: withPath(isJsonObject(before) ? before : {}, rest, value) };
}

/** Scopes are made of cards and events, which are JSON: taken on trust here. */
const asJson = (value: unknown): Json | undefined => value as Json | undefined;
