/** What publishing does to messages: MJML becomes HTML, and mistakes are found before anybody waits for the mail. */
import { describe, expect, it } from 'vitest';
import { readHtml } from '../../functions/domain/message/html.ts';
import { prepareContent } from '../../functions/domain/message/prepare.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Step } from '../../workflow-compiler/language/step.ts';

const mjml = (body: string): Step => ({
  kind: 'send-email',
  subject: 'Hi',
  mjml: `<mjml><mj-body>${body}</mj-body></mjml>`,
  next: 'end',
});
const section = (inside: string): string => `<mj-section><mj-column>${inside}</mj-column></mj-section>`;
const codes = async (step: Step) =>
  (await prepareContent({ mail: step })).diagnostics.map(
    ({ code, at, severity }) => `${severity} ${code} ${at}`,
  );

describe('MJML', () => {
  it('makes the reader load no font that the mail does not name', async () => {
    const html = async (head: string) => {
      const text = section('<mj-text font-family="Raleway, sans-serif">Hi</mj-text><mj-text>there</mj-text>');
      const step = { ...mjml(''), mjml: `<mjml>${head}<mj-body>${text}</mj-body></mjml>` };
      const { mail } = (await prepareContent({ mail: step })).content;
      return mail?.kind === 'send-email' ? (mail.html ?? '') : '';
    };
    expect(await html('')).not.toMatch(/<link|@import/);
    const own = '<mj-head><mj-font name="Raleway" href="https://acme.example/raleway.css" /></mj-head>';
    expect(await html(own)).toContain('https://acme.example/raleway.css');
  });

  it('becomes HTML in which Liquid, links and text stay', async () => {
    const body = section(
      '<mj-text>Hello {{ contact.firstName | default: "you" }}{% if contact.score > 10 %}, dear{% endif %}</mj-text>' +
        '<mj-button href="https://acme.example/?id={{ contact.id }}">Go</mj-button><mj-image src="https://acme.example/a.png" alt="A bag" />',
    );
    const { content, diagnostics } = await prepareContent({ mail: mjml(body) });
    expect(diagnostics).toEqual([]);
    const step = content.mail;
    if (step?.kind !== 'send-email') throw new Error('no mail');
    expect(step).not.toHaveProperty('mjml');
    expect(step.html).toMatch(/^\s*<!doctype html>/i);
    const { text, links } = readHtml(step.html ?? '');
    expect(links.map(({ href }) => href)).toEqual(['https://acme.example/?id={{ contact.id }}']);
    expect(text.replace(/\s+/g, ' ')).toBe(
      'Hello {{ contact.firstName | default: "you" }}{% if contact.score > 10 %}, dear{% endif %} Go (https://acme.example/?id={{ contact.id }}) A bag',
    );
  });

  it.each<[string, Step, readonly string[]]>([
    ['an unknown element', mjml(section('<mj-bogus>x</mj-bogus>')), ['error MSG-52 /steps/mail/mjml']],
    [
      'an unknown attribute',
      mjml(section('<mj-text colour="red">x</mj-text>')),
      ['error MSG-52 /steps/mail/mjml'],
    ],
    [
      'no MJML',
      { kind: 'send-email', subject: 'Hi', mjml: '<p>Hello</p>', next: 'end' },
      ['error MSG-52 /steps/mail/mjml'],
    ],
    [
      'nothing',
      { kind: 'send-email', subject: 'Hi', mjml: ' ', next: 'end' },
      ['error MSG-52 /steps/mail/mjml'],
    ],
    ['a file', mjml('<mj-include path="/etc/passwd" type="html" />'), ['error MSG-53 /steps/mail/mjml']],
    [
      'Liquid between sections',
      mjml(`{% if contact.vip %}${section('<mj-text>x</mj-text>')}{% endif %}`),
      ['error MSG-54 /steps/mail/mjml'],
    ],
    [
      'Liquid that is not closed',
      mjml(section('<mj-text>{% if contact.vip %}x</mj-text>')),
      ['error MSG-03 /steps/mail/mjml'],
    ],
    [
      'Liquid in mj-raw',
      mjml(
        `<mj-raw>{% if contact.vip %}</mj-raw>${section('<mj-text>x</mj-text>')}<mj-raw>{% endif %}</mj-raw>`,
      ),
      [],
    ],
  ])('with %s', async (_name, step, expected) => {
    expect(await codes(step)).toEqual(expected);
  });

  it('never contains the file that it names', async () => {
    const { content } = await prepareContent({ mail: mjml('<mj-include path="/etc/passwd" type="html" />') });
    expect(JSON.stringify(content)).not.toContain('root:');
  });

  it('nested without end does not end the process', async () => {
    const deep = `${'<mj-wrapper>'.repeat(5000)}x`;
    expect(await codes(mjml(deep))).not.toEqual([]);
  });
});

describe('templates', () => {
  const bad = '{{ x | shell }}';
  it.each<[Step, readonly string[]]>([
    [
      { kind: 'send-email', subject: bad, preheader: bad, text: bad, html: bad, next: 'end' },
      ['/subject', '/preheader', '/text', '/html'],
    ],
    [{ kind: 'send-sms', text: '{% include "x" %}', next: 'end' }, ['/text']],
    [
      { kind: 'notify-email', to: ['a@b.example'], subject: '{{', text: '{% for %}', next: 'end' },
      ['/subject', '/text'],
    ],
    [
      {
        kind: 'webhook',
        url: bad,
        headers: { 'X-A': bad },
        body: { 'a/b': [1, bad], c: { d: bad } },
        next: 'end',
      },
      ['/url', '/headers/X-A', '/body/a~1b/1', '/body/c/d'],
    ],
    [{ kind: 'set-detail', detail: 'a', value: { template: bad }, next: 'end' }, ['/value/template']],
    [
      { kind: 'emit-event', name: 'a', properties: { b: { template: bad }, c: 'x' }, next: 'end' },
      ['/properties/b/template'],
    ],
    [{ kind: 'add-tag', tag: '{% x %}', next: 'end' }, []],
    [{ kind: 'send-sms', text: 'Hi {{ contact.firstName | default: "you" | upcase }}', next: 'end' }, []],
  ])('%j', async (step, paths) => {
    const { diagnostics, content } = await prepareContent({ mail: step });
    expect(diagnostics.map(({ at }) => at)).toEqual(paths.map((path) => `/steps/mail${path}`));
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(
      new Set(paths.length === 0 ? [] : ['MSG-03']),
    );
    expect(content).toEqual({ mail: step });
  });
});

describe('a webhook to a private address', () => {
  const codes = (url: string, privateHosts: readonly string[]): readonly string[] =>
    compile(
      {
        language: 1,
        name: 'w',
        triggers: [{ on: 'contact.added' }],
        start: 'a',
        steps: { a: { kind: 'webhook', url, next: 'end' } },
      },
      { privateHosts },
    ).diagnostics.map(({ code }) => code);

  it.each([
    ['http://localhost:9999/x', [], ['STEP-05']],
    ['http://localhost:9999/x', ['localhost:9998'], ['STEP-05']],
    ['http://localhost:9999/x', ['localhost:9999'], []],
    ['http://127.0.0.1/x', ['127.0.0.1:80'], []],
    ['https://127.0.0.1/x', ['127.0.0.1:80'], ['STEP-05']],
    ['https://127.0.0.1/x', ['127.0.0.1:443'], []],
  ])('%s with %j allowed', (url, privateHosts, expected) => {
    expect(codes(url, privateHosts)).toEqual(expected);
  });
});
