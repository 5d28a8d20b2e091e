/** Mail over a real SMTP server: what arrives, and what each way of failing means for the message. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmailMessage } from '../../functions/ports/channel.ts';
import { judge, messageIdOf, openSmtp } from '../../infra/local/channels/smtp.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const key = { tenant: 'acme', contact: 'ada', run: 'ada.1', turn: 2 };
const message: EmailMessage = {
  channel: 'email',
  from: { name: 'Acmé "Coffee"', email: 'hello@acme.example' },
  to: { name: 'Ada', email: 'ada@example.com' },
  cc: [{ email: 'boss@example.com' }],
  replyTo: 'reply@acme.example',
  subject: 'Grüße, Ada – und eine sehr lange Betreffzeile, die bestimmt umbrochen werden muss 🎉',
  html: '<p>Hällo</p>',
  text: 'Hällo\n.\nleading dot',
  headers: {
    'List-Unsubscribe': `<https://mail.example/t/u/acme.${'x'.repeat(150)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
};

async function server(
  options: SMTPServerOptions = {},
): Promise<{ readonly url: string; readonly mails: Buffer[] }> {
  const mails: Buffer[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, _session, done) {
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part);
      mails.push(Buffer.concat(parts));
      done();
    },
    ...options,
  });
  smtp.on('error', () => {});
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  closing.push(() => smtp.close());
  return { url: `smtp://127.0.0.1:${address.port}`, mails };
}

function open(url: string) {
  const smtp = openSmtp(url);
  closing.push(smtp.close);
  return smtp.port;
}

const refusing = (code: number, text = `refused ${code}`) =>
  Object.assign(new Error(text), { responseCode: code });

describe('a mail', () => {
  it('arrives whole', async () => {
    const { url, mails } = await server();
    const delivery = await open(url).deliver(key, message);
    expect(delivery).toMatchObject({
      outcome: 'sent',
      providerId: expect.stringContaining('@acme.example> 250'),
    });
    const [raw] = mails;
    const mail = await PostalMime.parse(raw ?? '');
    expect(mail).toMatchObject({
      from: { name: 'Acmé "Coffee"', address: 'hello@acme.example' },
      to: [{ name: 'Ada', address: 'ada@example.com' }],
      cc: [{ address: 'boss@example.com' }],
      replyTo: [{ address: 'reply@acme.example' }],
      subject: message.subject,
      messageId: messageIdOf(key, 'hello@acme.example'),
    });
    expect(mail.html?.trim()).toBe('<p>Hällo</p>');
    expect(mail.text?.replaceAll('\r\n', '\n').trim()).toBe(message.text);
    const headers = new Map(mail.headers.map(({ key: name, value }) => [name, value.replace(/\s+/g, '')]));
    expect(headers.get('list-unsubscribe')).toBe(message.headers['List-Unsubscribe']);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  });

  it('may follow many others over few connections', async () => {
    const { url, mails } = await server();
    const port = open(url);
    const turns = Array.from({ length: 40 }, (_, turn) => turn);
    const deliveries = await Promise.all(turns.map((turn) => port.deliver({ ...key, turn }, message)));
    expect(new Set(deliveries.map(({ outcome }) => outcome))).toEqual(new Set(['sent']));
    expect(mails).toHaveLength(40);
  });
});

describe('failing', () => {
  it.each<[string, SMTPServerOptions, string]>([
    ['a recipient refused for good', { onRcptTo: (_a, _s, done) => done(refusing(550)) }, 'rejected'],
    ['a recipient refused for now', { onRcptTo: (_a, _s, done) => done(refusing(450)) }, 'throttled'],
    ['a sender refused for good', { onMailFrom: (_a, _s, done) => done(refusing(553)) }, 'rejected'],
    [
      'a message refused for good',
      { onData: (stream, _s, done) => stream.resume().on('end', () => done(refusing(554))) },
      'rejected',
    ],
    [
      'a message refused for now',
      { onData: (stream, _s, done) => stream.resume().on('end', () => done(refusing(451))) },
      'throttled',
    ],
    ['a server that wants a password', { authOptional: false, disabledCommands: ['STARTTLS'] }, 'throttled'],
  ])('%s', async (_name, options, outcome) => {
    const { url } = await server(options);
    expect(await open(url).deliver(key, message)).toMatchObject({
      outcome,
      reason: expect.stringMatching(/\d{3}/),
    });
  });

  type Refused = 'recipient' | 'message' | 'sender';
  it.each<[string, Refused, number, string, 'permanent' | 'transient' | undefined]>([
    ['no such user', 'recipient', 550, '5.1.1 no such user', 'permanent'],
    ['no mail for this domain', 'recipient', 556, '5.1.10 null MX', 'permanent'],
    ['a mailbox that is closed', 'recipient', 550, '5.2.1 disabled', 'permanent'],
    ['no mailbox, in plain codes', 'recipient', 550, 'unknown', 'permanent'],
    ['a full mailbox', 'recipient', 552, '5.2.2 over quota', 'transient'],
    ['a block list', 'recipient', 550, '5.7.1 you are listed', 'transient'],
    ['a block list, in plain codes', 'recipient', 554, 'you are listed', 'transient'],
    ['no such user, told late', 'message', 550, '5.1.1 no such user', 'permanent'],
    ['what it took for spam', 'message', 550, 'spam', 'transient'],
    ['our own sender', 'sender', 550, '5.1.8 bad sender', undefined],
  ])('a server that refuses %s', async (_name, what, code, text, bounce) => {
    const no = refusing(code, text);
    const { url } = await server({
      ...(what === 'recipient' ? { onRcptTo: (_a, _s, done) => done(no) } : {}),
      ...(what === 'sender' ? { onMailFrom: (_a, _s, done) => done(no) } : {}),
      ...(what === 'message' ? { onData: (data, _s, done) => data.resume().on('end', () => done(no)) } : {}),
    });
    const { cc: _, ...alone } = message;
    const delivery = await open(url).deliver(key, alone);
    expect(delivery).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining(text) });
    expect('bounce' in delivery ? delivery.bounce : undefined).toBe(bounce);
  });

  it('nobody there', async () => {
    expect(await open('smtp://127.0.0.1:1').deliver(key, message)).toMatchObject({ outcome: 'throttled' });
  });

  /** A server of four lines, which hangs up at a word of its choice. */
  async function hangUpAt(when: RegExp): Promise<string> {
    const talk = (socket: Socket): void => {
      socket.on('error', () => {});
      socket.write('220 hello\r\n');
      socket.on('data', (chunk) => {
        const said = String(chunk);
        if (when.test(said)) socket.destroy();
        else if (/^EHLO|^MAIL|^RCPT/.test(said)) socket.write('250 ok\r\n');
        else if (/^DATA/.test(said)) socket.write('354 go\r\n');
      });
    };
    const listening = createServer(talk).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    closing.push(() => listening.close());
    const address = listening.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    return `smtp://127.0.0.1:${address.port}`;
  }

  it.each([
    ['before the greeting is answered', /^EHLO/, 'throttled'],
    ['at the sender', /^MAIL/, 'throttled'],
    ['at the recipient', /^RCPT/, 'throttled'],
    ['at DATA', /^DATA/, 'throttled'],
    ['after the message', /\r\n\.\r\n$/, 'ambiguous'],
    ['in the middle of the message', /^Message-ID:/m, 'ambiguous'],
  ])('a connection lost %s', async (_name, when, outcome) => {
    const url = await hangUpAt(when);
    expect(await open(url).deliver(key, { ...message, cc: [] })).toMatchObject({ outcome });
  });

  it.each([
    [{ code: 'EAUTH', responseCode: 535 }, false, 'throttled'],
    [{ code: 'EENVELOPE', responseCode: 503 }, false, 'throttled'],
    [{ code: 'EENVELOPE' }, false, 'rejected'],
    [{ code: 'EDNS' }, false, 'throttled'],
    [{ code: 'ETIMEDOUT' }, true, 'ambiguous'],
    [{ code: 'ETIMEDOUT' }, false, 'throttled'],
    [{ code: 'ECONNECTION', responseCode: 421 }, true, 'throttled'],
  ] as const)('%j, begun: %s', (error, begun, outcome) => {
    expect(judge({ message: 'x', ...error }, begun)).toEqual({ outcome, reason: 'x' });
  });

  it.each(['', 'mail.example.com', 'http://x', 'smtp://'])('%j is no server', (url) => {
    expect(() => openSmtp(url)).toThrow(/must be a URL such as/);
  });
});
