/**
 * E-mail over SMTP. A server's refusal tells what became of a message: 5xx never works, 4xx later. Silence is judged by how
 * far we came: before the first byte of the message nothing can have been delivered, after it nobody knows.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createTransport, type NodemailerError, type SendMailOptions } from 'nodemailer';
import type {
  Bounce,
  ChannelPort,
  Delivery,
  EmailMessage,
  MessageKey,
} from '../../../functions/ports/channel.ts';

export type Smtp = { readonly port: ChannelPort; readonly close: () => void };

const CONNECTIONS = 5;
const CONNECT_MS = 10_000;
/** A server may take its time to answer the end of a message; longer than this, nobody knows. */
const SILENCE_MS = 30_000;

/** Throws when the URL is not one of SMTP. Nothing is connected before the first message. */
export function openSmtp(url: string): Smtp {
  if (!URL.canParse(url) || !/^smtps?:\/\/[^/]/i.test(url)) {
    throw new Error('The SMTP server must be a URL such as smtp://user:password@mail.example.com:587.');
  }
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    // Never again by itself: whether a message may be sent again is decided by the row alone.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const begun = new Map<string, Readable>();
  transport.use('stream', (mail, done) => {
    const create = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (options) => {
      const stream = create(options);
      begun.set(mail.data.messageId ?? '', stream);
      return stream;
    };
    done();
  });

  async function deliver(key: MessageKey, message: EmailMessage): Promise<Delivery> {
    const mail = toMail(key, message);
    try {
      const { messageId, response } = await transport.sendMail(mail);
      return { outcome: 'sent', providerId: `${messageId} ${response ?? ''}`.trim() };
    } catch (error) {
      return judge(asMailError(error), begun.get(mail.messageId)?.readableDidRead === true);
    } finally {
      begun.delete(mail.messageId);
    }
  }

  return {
    port: {
      commitsWithClaim: false,
      deliver: async (key, message) =>
        message.channel === 'email'
          ? deliver(key, message)
          : { outcome: 'rejected', reason: 'an SMTP server delivers e-mail only' },
    },
    close: () => transport.close(),
  };
}

/** Refusals that are about us (the order of commands, credentials), never about the message. */
const OURS = new Set([503, 530, 534, 535, 538]);

/** What a failure means for the message. `begun`: at least a byte of it was on its way. */
export function judge(error: MailError, begun: boolean): Delivery {
  const { code, responseCode } = error;
  // The server's own words, where it said any.
  const reason = error.response || error.message;
  const ofMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (responseCode !== undefined) {
    const forGood = responseCode >= 500 && ofMessage && !OURS.has(responseCode);
    if (!forGood) return { outcome: 'throttled', reason };
    const bounce = bounceOf(error);
    return { outcome: 'rejected', reason, ...(bounce === undefined ? {} : { bounce }) };
  }
  if (ofMessage) return { outcome: 'rejected', reason };
  return begun ? { outcome: 'ambiguous', reason } : { outcome: 'throttled', reason };
}

/** Enhanced status codes (RFC 3463, RFC 7505) that say that the mailbox is not there, or takes no mail any more. */
const DEAD = /^5\.(1\.(1|2|3|6|10)|2\.1)$/;
/** The same in the codes of RFC 5321, where a server gives no other. */
const NO_MAILBOX = new Set([550, 551, 553]);

/**
 * A refusal of the sender is ours. One of the recipient, or of the message, comes from the recipient's side; the address is dead
 * only where that is what was said: a full mailbox or a server that blocks us says nothing against the address.
 */
function bounceOf({ command, response = '', responseCode = 0 }: MailError): Bounce | undefined {
  if (command !== 'RCPT TO' && command !== 'DATA') return undefined;
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const dead =
    status === undefined ? command === 'RCPT TO' && NO_MAILBOX.has(responseCode) : DEAD.test(status);
  return dead ? 'permanent' : 'transient';
}

type MailError = Pick<NodemailerError, 'message' | 'code' | 'responseCode' | 'command' | 'response'>;

function asMailError(error: unknown): MailError {
  return error instanceof Error ? error : { message: String(error) };
}

/** The same message has the same Message-ID, by which a receiving system may know it again. */
export function messageIdOf(key: MessageKey, from: string): string {
  const text = `${key.tenant}|${key.run}|${key.turn}`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return `<${hash}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

function toMail(key: MessageKey, message: EmailMessage): SendMailOptions & { readonly messageId: string } {
  const { from, to, cc = [], replyTo, subject, html, text, headers } = message;
  const address = ({ name, email }: EmailMessage['to']) =>
    name === undefined ? email : { name, address: email };
  return {
    messageId: messageIdOf(key, from.email),
    from: address(from),
    to: [address(to)],
    cc: cc.map(address),
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    headers: { ...headers },
  };
}
