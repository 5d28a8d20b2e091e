/**
 * From a step and a contact to the mail that leaves: renders, tracks links, adds pixel, unsubscribe footer and headers. Pure:
 * links and addresses come in ready. A mistake in a template is answered with its reason, never thrown.
 */
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import { type SmsSize, smsSize } from '../../../workflow-compiler/sms-size.ts';
import type { EmailMessage } from '../../ports/channel.ts';
import { isMailAddress } from './address.ts';
import { escapeHtml, htmlFromText, type Link, readHtml } from './html.ts';
import { oneLine, render, type Scope } from './render.ts';
import type { Links } from './token.ts';
import { wordsFor } from './words.ts';

export type Sender = { readonly name?: string; readonly email: string };

type Composed<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly reason: string };

const SUBJECT_CHARACTERS = 1000;
const SMS_CHARACTERS = 1600;
/** The body is kept in one item of the store, which holds 400 KB. */
const BODY_BYTES = 380 * 1024;

export type EmailParts = {
  readonly step: StepOf<'send-email'>;
  readonly from: Sender;
  readonly to: { readonly name?: string; readonly email: string };
  readonly language?: string | undefined;
  readonly scope: Scope;
  readonly links: Links;
};

/** @example composeEmail({ step, from, to, scope, links }) // { ok: true, message } or { ok: false, reason } */
export function composeEmail(parts: EmailParts): Composed<{ readonly message: EmailMessage }> {
  const { step, scope, links } = parts;
  const addressed = checkAddresses(parts.from, [parts.to], step.replyTo);
  if (addressed !== undefined) return { ok: false, reason: addressed };
  const subject = line('subject', step.subject, scope);
  if (!subject.ok) return subject;
  const preheader = line('preheader', step.preheader ?? '', scope);
  if (!preheader.ok) return preheader;
  const plain = step.text === undefined ? undefined : render('text', step.text, scope);
  if (plain?.ok === false) return { ok: false, reason: `text: ${plain.reason}` };
  const rich = step.html === undefined ? undefined : render('html', step.html, scope);
  if (rich?.ok === false) return { ok: false, reason: `html: ${rich.reason}` };

  const written = plain?.text.replace(/\r\n?/g, '\n');
  const source = rich?.text ?? htmlFromText(written ?? '');
  const reading = readHtml(source);
  const marketing = step.purpose !== 'transactional';
  const text = written ?? reading.text;
  const words = wordsFor(parts.language);
  const footed = (body: string): boolean => !marketing || body.includes(links.unsubscribe);
  const footer = `\n<p style="font:12px/1.5 sans-serif;color:#666;text-align:center"><a href="${links.unsubscribe}">${words.unsubscribe}</a></p>`;
  const html = assemble(source, reading, links, {
    before: preheader.text === '' ? '' : hidden(preheader.text),
    after: `${footed(source) ? '' : footer}\n<img src="${links.open}" width="1" height="1" alt="">\n`,
  });
  const plainText = footed(text) ? text : `${text}\n\n-- \n${words.unsubscribe}: ${links.unsubscribe}\n`;
  const bytes = Buffer.byteLength(JSON.stringify([html, plainText]));
  if (bytes > BODY_BYTES) {
    return {
      ok: false,
      reason: `the message has ${Math.ceil(bytes / 1024)} KB; at most ${BODY_BYTES / 1024} KB are sent`,
    };
  }
  return {
    ok: true,
    message: {
      channel: 'email',
      from: named(parts.from),
      to: named(parts.to),
      ...(step.replyTo === undefined ? {} : { replyTo: step.replyTo }),
      subject: subject.text,
      html,
      text: plainText,
      headers: marketing
        ? {
            'List-Unsubscribe': `<${links.unsubscribe}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }
        : {},
    },
  };
}

/** A mail to the team: plain text, untracked, no footer. */
export function composeNotice(
  step: StepOf<'notify-email'>,
  from: Sender,
  scope: Scope,
): Composed<{ readonly message: EmailMessage }> {
  const to = step.to.map((email) => ({ email }));
  const [first, ...others] = to;
  const addressed = checkAddresses(from, to, undefined);
  if (addressed !== undefined || first === undefined) {
    return { ok: false, reason: addressed ?? 'there is no recipient' };
  }
  const subject = line('subject', step.subject, scope);
  if (!subject.ok) return subject;
  const text = render('text', step.text, scope);
  if (!text.ok) return { ok: false, reason: `text: ${text.reason}` };
  return {
    ok: true,
    message: {
      channel: 'email',
      from: named(from),
      to: first,
      ...(others.length === 0 ? {} : { cc: others }),
      subject: subject.text,
      text: text.text,
      headers: { 'Auto-Submitted': 'auto-generated' },
    },
  };
}

export function composeSms(
  step: StepOf<'send-sms'>,
  scope: Scope,
): Composed<{ readonly text: string; readonly size: SmsSize }> {
  const text = render('text', step.text, scope);
  if (!text.ok) return { ok: false, reason: `text: ${text.reason}` };
  const trimmed = text.text.replace(/\r\n?/g, '\n').trim();
  if (trimmed === '') return { ok: false, reason: 'the text is empty' };
  if (trimmed.length > SMS_CHARACTERS) {
    return {
      ok: false,
      reason: `the text has ${trimmed.length} characters; an SMS has at most ${SMS_CHARACTERS}`,
    };
  }
  return { ok: true, text: trimmed, size: smsSize(trimmed) };
}

function line(field: string, template: string, scope: Scope): Composed<{ readonly text: string }> {
  const rendered = render('line', template, scope);
  if (!rendered.ok) return { ok: false, reason: `${field}: ${rendered.reason}` };
  if (field === 'subject' && rendered.text === '') return { ok: false, reason: 'the subject is empty' };
  if (rendered.text.length > SUBJECT_CHARACTERS) {
    return { ok: false, reason: `the ${field} is longer than ${SUBJECT_CHARACTERS} characters` };
  }
  return rendered;
}

function checkAddresses(
  from: Sender,
  to: readonly { readonly email: string }[],
  replyTo: string | undefined,
): string | undefined {
  if (!isMailAddress(from.email)) return `the sender \`${oneLine(from.email)}\` is not an e-mail address`;
  if (replyTo !== undefined && !isMailAddress(replyTo)) {
    return `the reply-to \`${oneLine(replyTo)}\` is not an e-mail address`;
  }
  const wrong = to.find(({ email }) => !isMailAddress(email));
  return wrong === undefined
    ? undefined
    : `the recipient \`${oneLine(wrong.email)}\` is not an e-mail address`;
}

function named({ name, email }: Sender): Sender {
  const shown = oneLine(name ?? '');
  return shown === '' ? { email } : { name: shown, email };
}

const hidden = (preheader: string): string =>
  `\n<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preheader)}</div>`;

/** The body with its links replaced and something put at its begin and end. */
function assemble(
  html: string,
  reading: ReturnType<typeof readHtml>,
  links: Links,
  around: { readonly before: string; readonly after: string },
): string {
  const edits = [
    ...reading.links.map((link) => ({ start: link.start, end: link.end, text: rewritten(link, links) })),
    { start: reading.bodyStart, end: reading.bodyStart, text: around.before },
    { start: reading.bodyEnd, end: reading.bodyEnd, text: around.after },
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += html.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + html.slice(at);
}

const SAFE = /^(https?:|mailto:|tel:|sms:|#|$)/i;

/** Web links become tracked ones, the unsubscribe link stays, a link that would run code leads nowhere. */
function rewritten(link: Link, links: Links): string {
  // Browsers ignore control characters and white space inside a scheme, so the check does too.
  const href = link.href.replace(/[\s\p{Cc}]/gu, '');
  const scheme = /^[a-z][a-z0-9+.-]*:/i.test(href);
  let target = link.href.trim();
  if (/^https?:/i.test(href) && URL.canParse(href)) {
    target = href.startsWith(links.unsubscribe) ? links.unsubscribe : links.click(href);
  } else if (scheme && !SAFE.test(href)) target = '#';
  const attributes = Object.entries(link.attributes).map(([name, value]) =>
    name === 'href' ? `href="${escapeHtml(target)}"` : `${name}="${escapeHtml(value)}"`,
  );
  return `<${link.tag} ${attributes.join(' ')}>`;
}
