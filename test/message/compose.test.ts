/** The mail that leaves: what it looks like, what is tracked, and that no contact's or template's text can add to its headers. */
import { describe, expect, it } from 'vitest';
import { newCard } from '../../functions/domain/contact/change.ts';
import {
  composeEmail,
  composeNotice,
  composeSms,
  type EmailParts,
} from '../../functions/domain/message/compose.ts';
import { scopeOf } from '../../functions/domain/message/context.ts';
import { readHtml } from '../../functions/domain/message/html.ts';
import type { Links } from '../../functions/domain/message/token.ts';
import type { StepOf } from '../../workflow-compiler/language/step.ts';
import type { Card } from '../../workflow-compiler/predicate/facts.ts';
import { smsSize } from '../../workflow-compiler/sms-size.ts';

const links: Links = {
  open: 'https://t.example/t/o/OPEN.gif',
  unsubscribe: 'https://t.example/t/u/LEAVE',
  click: (url) => `https://t.example/t/c/${encodeURIComponent(url)}`,
  tapped: () => 'https://t.example/t/c/TAPPED',
  received: () => 'https://t.example/t/r/RECEIVED',
};
const ada: Card = {
  ...newCard('ada', '2026-01-01T00:00:00.000Z'),
  firstName: 'Ada',
  email: 'ada@example.com',
  details: { plan: 'gold', site: 'javascript:alert(1)', 'birth place': 'London' },
  tags: { vip: { at: '2026-01-01T00:00:00.000Z', score: 5 } },
};

function scope(card: Card = ada) {
  return scopeOf({
    card,
    row: {
      run: 'ada.1',
      workflow: 'welcome',
      event: {
        id: 'e1',
        type: 'external.occurred',
        at: '2026-06-15T11:00:00.000Z',
        properties: { name: 'order', properties: { total: 12.5, type: 'shadow' } },
      },
    },
    title: 'Welcome',
    tenant: { id: 'acme', name: 'Acme' },
    unsubscribeUrl: links.unsubscribe,
    now: Date.parse('2026-06-15T12:00:00.000Z'),
  });
}

function email(step: Partial<StepOf<'send-email'>>, parts: Partial<EmailParts> = {}) {
  const composed = composeEmail({
    step: { kind: 'send-email', subject: 'Hello', next: 'end', ...step },
    from: { name: 'Acme', email: 'hello@acme.example' },
    to: { name: 'Ada', email: 'ada@example.com' },
    scope: scope(),
    links,
    ...parts,
  });
  if (!composed.ok) throw new Error(composed.reason);
  return composed.message;
}

function refusal(step: Partial<StepOf<'send-email'>>, parts: Partial<EmailParts> = {}): string {
  try {
    email(step, parts);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  throw new Error('it was composed');
}

describe('a mail', () => {
  it('written as text gets simple HTML, tracked, and a footer', () => {
    expect(
      email({
        subject: 'Hi {{ contact.firstName }}',
        preheader: 'Soon & <b>',
        text: 'Dear {{ contact.firstName }},\r\n\r\nsee https://acme.example/a?b=1&c=2.\nBye',
      }),
    ).toMatchInlineSnapshot(`
      {
        "channel": "email",
        "from": {
          "email": "hello@acme.example",
          "name": "Acme",
        },
        "headers": {
          "List-Unsubscribe": "<https://t.example/t/u/LEAVE>",
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "html": "<!doctype html>
      <html><body style="font-family:sans-serif">
      <div style="display:none;max-height:0;overflow:hidden">Soon &amp; &lt;b&gt;</div>
      <p>Dear Ada,</p>
      <p>see <a href="https://t.example/t/c/https%3A%2F%2Facme.example%2Fa%3Fb%3D1%26c%3D2">https://acme.example/a?b=1&amp;c=2</a>.<br>
      Bye</p>

      <p style="font:12px/1.5 sans-serif;color:#666;text-align:center"><a href="https://t.example/t/u/LEAVE">Unsubscribe</a></p>
      <img src="https://t.example/t/o/OPEN.gif" width="1" height="1" alt="">
      </body></html>",
        "subject": "Hi Ada",
        "text": "Dear Ada,

      see https://acme.example/a?b=1&c=2.
      Bye

      -- 
      Unsubscribe: https://t.example/t/u/LEAVE
      ",
        "to": {
          "email": "ada@example.com",
          "name": "Ada",
        },
      }
    `);
  });

  it('written as HTML keeps its form and gets a plain text', () => {
    const html = `<!doctype html>
<html><head><title>T</title><style>p { color: red }</style></head><body class="x">
<h1>Hello {{ contact.firstName }}</h1>
<p>One <a href="https://acme.example/?a=1&amp;b=2" style="color:red">link</a>, <a href="mailto:x@acme.example">mail</a>,
<a href="{{ contact.site }}">site</a>, <a href="{{ unsubscribe_url }}">leave</a>.</p>
<ul><li>first</li><li>second</li></ul>
</body></html>`;
    expect(email({ html })).toMatchInlineSnapshot(`
      {
        "channel": "email",
        "from": {
          "email": "hello@acme.example",
          "name": "Acme",
        },
        "headers": {
          "List-Unsubscribe": "<https://t.example/t/u/LEAVE>",
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "html": "<!doctype html>
      <html><head><title>T</title><style>p { color: red }</style></head><body class="x">
      <h1>Hello Ada</h1>
      <p>One <a href="https://t.example/t/c/https%3A%2F%2Facme.example%2F%3Fa%3D1%26b%3D2" style="color:red">link</a>, <a href="mailto:x@acme.example">mail</a>,
      <a href="#">site</a>, <a href="https://t.example/t/u/LEAVE">leave</a>.</p>
      <ul><li>first</li><li>second</li></ul>

      <img src="https://t.example/t/o/OPEN.gif" width="1" height="1" alt="">
      </body></html>",
        "subject": "Hello",
        "text": "Hello Ada

      One link (https://acme.example/?a=1&b=2), mail (x@acme.example), site, leave (https://t.example/t/u/LEAVE).

      - first
      - second",
        "to": {
          "email": "ada@example.com",
          "name": "Ada",
        },
      }
    `);
  });

  it('that is transactional has neither footer nor unsubscribe headers, but is tracked', () => {
    const message = email({ text: 'Your order.', purpose: 'transactional' });
    expect(message.headers).toEqual({});
    expect(message.html).not.toContain('/t/u/');
    expect(message.html).toContain(links.open);
    expect(message.text).toBe('Your order.');
  });

  it('speaks the language of the contact in its footer', () => {
    expect(email({ text: 'Hallo' }, { language: 'de-AT' }).text).toContain('Abmelden: https://');
    expect(email({ text: 'Ciao' }, { language: 'xx' }).text).toContain('Unsubscribe: https://');
    expect(email({ text: 'Ciao' }, { language: '__proto__' }).text).toContain('Unsubscribe: https://');
  });

  it.each([
    ['javascript:alert(1)', '#'],
    ['JaVaScRiPt:alert(1)', '#'],
    [' java\tscript\n:alert(1)', '#'],
    ['data:text/html,<script>', '#'],
    ['vbscript:x', '#'],
    ['file:///etc/passwd', '#'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['tel:+4930901820', 'tel:+4930901820'],
    ['#top', '#top'],
    ['https://acme.example/', 'https://t.example/t/c/https%3A%2F%2Facme.example%2F'],
    ['HTTP://acme.example/ x', 'https://t.example/t/c/HTTP%3A%2F%2Facme.example%2Fx'],
    ['https://t.example/t/u/LEAVE', 'https://t.example/t/u/LEAVE'],
  ])('leads a link to %j to %j', (href, target) => {
    const card = { ...ada, details: { site: href } };
    const { html = '' } = email(
      { html: '<body><a href="{{ contact.site }}">x</a></body>', purpose: 'transactional' },
      { scope: scope(card) },
    );
    expect(readHtml(html).links.map((link) => link.href)).toEqual([target]);
  });
});

describe('headers', () => {
  const hostile = 'Ada\r\nBcc: victim@example.com\r\n\r\n<b>body</b>';

  it('stay on one line whatever the contact is called', () => {
    const card = { ...ada, firstName: hostile };
    const message = email(
      { subject: 'Hi {{ contact.firstName }}', text: 'x' },
      { scope: scope(card), to: { name: hostile, email: 'ada@example.com' } },
    );
    expect(message.subject).toBe('Hi Ada Bcc: victim@example.com <b>body</b>');
    expect(message.to.name).toBe('Ada Bcc: victim@example.com <b>body</b>');
    expect(JSON.stringify([message.subject, message.to, message.from, message.headers])).not.toMatch(
      /\\[rn]/,
    );
  });

  it.each([
    ['from', { from: { email: 'a@b.example\r\nBcc: x@y.example' } }],
    ['from', { from: { email: 'nobody' } }],
    ['recipient', { to: { email: 'a@b.example, c@d.example' } }],
    ['recipient', { to: { email: 'a@b.example>\n' } }],
  ])('refuse an invalid %s', (_what, parts) => {
    expect(refusal({ text: 'x' }, parts)).toMatch(/is not an e-mail address$/);
  });

  it.each<[string, Partial<StepOf<'send-email'>>, string]>([
    ['a subject that renders empty', { subject: '{{ contact.nothing }}', text: 'x' }, 'the subject is empty'],
    [
      'a reply address that is none',
      { replyTo: 'x', text: 'x' },
      'the reply-to `x` is not an e-mail address',
    ],
    [
      'a template that loops',
      { text: '{% for i in (1..1000000000) %}{% endfor %}' },
      'text: the template needs too much memory, as endless loops do',
    ],
    [
      'a template that is not closed',
      { html: '{% if x %}' },
      expect.stringContaining('html: the template is invalid: tag {% if x %} not closed'),
    ],
    [
      'a subject without end',
      { subject: '{% for i in (1..2000) %}x{% endfor %}', text: 'x' },
      'the subject is longer than 1000 characters',
    ],
    [
      'a body beyond what is kept',
      { text: 'ä'.repeat(150_000) },
      expect.stringMatching(/the message has \d+ KB; at most 380 KB are sent/),
    ],
  ])('refuse %s', (_what, step, reason) => {
    expect(refusal(step)).toEqual(reason);
  });
});

describe('what templates may name', () => {
  it.each([
    ['{{ contact.plan }} {{ contact.details.plan }} {{ contact["birth place"] }}', 'gold gold London'],
    ['{{ contact.tags | join: "," }} {{ contact.score }}', 'vip 0'],
    ['{{ event.name }} {{ event.total }} {{ event.type }}', 'order 12.5 external.occurred'],
    ['{{ workflow.title }} {{ run.id }} {{ tenant.name }}', 'Welcome ada.1 Acme'],
    ['{{ unsubscribe_url }}', links.unsubscribe],
    ['{% if contact.tags contains "vip" %}V{% endif %}', 'V'],
  ])('%s', (template, text) => {
    expect(email({ text: template, purpose: 'transactional' }).text).toBe(text);
  });

  it('does not let a detail stand in for the contact', () => {
    const card = { ...ada, details: { id: 'other', email: 'other@example.com' } };
    expect(
      email(
        { text: '{{ contact.id }} {{ contact.email }}', purpose: 'transactional' },
        { scope: scope(card) },
      ).text,
    ).toBe('ada ada@example.com');
  });
});

describe('a notice to the team', () => {
  it('goes to everybody at once, untracked', () => {
    const composed = composeNotice(
      {
        kind: 'notify-email',
        to: ['a@acme.example', 'b@acme.example'],
        subject: 'Lead',
        text: '{{ contact.email }} https://x.example',
        next: 'end',
      },
      { email: 'hello@acme.example' },
      scope(),
    );
    expect(composed).toEqual({
      ok: true,
      message: {
        channel: 'email',
        from: { email: 'hello@acme.example' },
        to: { email: 'a@acme.example' },
        cc: [{ email: 'b@acme.example' }],
        subject: 'Lead',
        text: 'ada@example.com https://x.example',
        headers: { 'Auto-Submitted': 'auto-generated' },
      },
    });
  });
});

describe('an SMS', () => {
  it.each([
    ['plain', 'a'.repeat(160), 'gsm-7', 160, 1],
    ['one more', 'a'.repeat(161), 'gsm-7', 161, 2],
    ['two full', 'a'.repeat(306), 'gsm-7', 306, 2],
    ['three', 'a'.repeat(307), 'gsm-7', 307, 3],
    ['with the euro sign', `€${'a'.repeat(159)}`, 'gsm-7', 161, 2],
    ['cut beside an escape', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm-7', 306, 3],
    ['with an accent of the alphabet', 'é'.repeat(160), 'gsm-7', 160, 1],
    ['with another', 'ê'.repeat(70), 'ucs-2', 70, 1],
    ['with one more', 'ê'.repeat(71), 'ucs-2', 71, 2],
    ['with emoji', '🎉'.repeat(35), 'ucs-2', 70, 1],
    ['with an emoji at the cut', `${'ê'.repeat(66)}🎉${'ê'.repeat(66)}`, 'ucs-2', 134, 3],
    ['empty', '', 'gsm-7', 0, 1],
  ] as const)('%s is counted as it is billed', (_name, text, encoding, units, parts) => {
    expect(smsSize(text)).toEqual({ encoding, units, parts });
  });

  it('is refused when it is empty or too long', () => {
    const sms = (text: string) => composeSms({ kind: 'send-sms', text, next: 'end' }, scope());
    expect(sms('{{ contact.nothing }}')).toEqual({ ok: false, reason: 'the text is empty' });
    expect(sms('{% for i in (1..1601) %}x{% endfor %}')).toEqual({
      ok: false,
      reason: 'the text has 1601 characters; an SMS has at most 1600',
    });
  });
});
