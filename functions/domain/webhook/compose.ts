/**
 * From a webhook step to the request that leaves. In a JSON body only strings are rendered, inside the parsed JSON, so that no
 * value can break out of its place; header values hold no line breaks. Without a body, a summary of contact and run is sent.
 */
import type { Json, JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import { render, type Scope } from '../message/render.ts';

export type Composed =
  | {
      readonly ok: true;
      readonly method: string;
      readonly url: string;
      readonly headers: { readonly [name: string]: string };
      readonly body?: string;
    }
  | { readonly ok: false; readonly reason: string };

const BODY_BYTES = 256 * 1024;

/** What the transport or we ourselves say. */
const OURS = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer'],
  ...['expect', 'proxy-authorization', 'idempotency-key', 'sojourn-signature'],
]);

/** `summary` is the body of a step that has none. */
export function composeWebhook(step: StepOf<'webhook'>, scope: Scope, summary: JsonObject): Composed {
  const method = step.method ?? 'POST';
  const url = render('line', step.url, scope);
  if (!url.ok) return { ok: false, reason: `url: ${url.reason}` };
  const headers: { [name: string]: string } = { 'User-Agent': 'Sojourn' };
  for (const [name, template] of Object.entries(step.headers ?? {})) {
    if (OURS.has(name.toLowerCase())) return { ok: false, reason: `the header \`${name}\` cannot be set` };
    const value = render('text', template, scope);
    if (!value.ok) return { ok: false, reason: `header \`${name}\`: ${value.reason}` };
    // Node refuses such a value too, with an error that nobody would understand.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value.text.trim())) {
      return {
        ok: false,
        reason: `the header \`${name}\` would hold a line break or another forbidden character`,
      };
    }
    headers[name] = value.text.trim();
  }
  if (method === 'GET' || method === 'DELETE') return { ok: true, method, url: url.text, headers };
  const filled = step.body === undefined ? { ok: true as const, value: summary } : fill(step.body, scope);
  if (!filled.ok) return { ok: false, reason: `body: ${filled.reason}` };
  const text = typeof filled.value === 'string' ? filled.value : JSON.stringify(filled.value);
  if (Buffer.byteLength(text) > BODY_BYTES)
    return { ok: false, reason: `the body is larger than ${BODY_BYTES} bytes` };
  const given = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const type = typeof filled.value === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return {
    ok: true,
    method,
    url: url.text,
    headers: given ? headers : { ...headers, 'Content-Type': type },
    body: text,
  };
}

type Filled = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string };

/** A body as the definition has it, with its strings rendered. Names of fields stay as they are. */
function fill(value: unknown, scope: Scope): Filled {
  if (typeof value === 'string') {
    const rendered = render('text', value, scope);
    return rendered.ok ? { ok: true, value: rendered.text } : rendered;
  }
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const filled = fill(item, scope);
      if (!filled.ok) return filled;
      items.push(filled.value);
    }
    return { ok: true, value: items };
  }
  if (typeof value === 'object' && value !== null) {
    const fields: [string, Json][] = [];
    for (const [name, inner] of Object.entries(value)) {
      const filled = fill(inner, scope);
      if (!filled.ok) return filled;
      fields.push([name, filled.value]);
    }
    return { ok: true, value: Object.fromEntries(fields) };
  }
  return { ok: true, value: typeof value === 'number' || typeof value === 'boolean' ? value : null };
}
