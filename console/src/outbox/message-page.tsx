/** One message as its recipient sees it, with what is known about it. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { type MessageWithBody, messageQuery } from '../api/messages.ts';
import { Answer } from '../parts/answer.tsx';
import { StateBadge } from '../parts/badge.tsx';
import { ContactName } from '../parts/contact-name.tsx';
import { Page } from '../parts/page.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { capital, readable } from '../words/text.ts';
import { CHANNEL_NAMES } from './channel.ts';
import { MailView } from './mail-view.tsx';
import { PushView } from './push-view.tsx';
import { SmsView } from './sms-view.tsx';
import './outbox.css';

export function MessagePage({ id }: { readonly id: string }) {
  const query = useQuery(messageQuery(useApi(), id));
  const message = query.data;
  return (
    <Page
      title={message === undefined ? 'Message' : titleOf(message)}
      above={{ href: href('outbox'), label: 'Outbox' }}
      beside={message !== undefined && <StateBadge state={message.state} />}
    >
      <Answer query={query}>
        {(found) => (
          <div className="message">
            <Facts message={found} />
            {found.reason !== undefined && <p className="note note-warn">{capital(found.reason)}</p>}
            {found.body === undefined ? (
              <p className="note">Nothing was written for this message.</p>
            ) : found.channel === 'sms' ? (
              <SmsView message={found} text={found.body.text} />
            ) : found.channel === 'push' ? (
              <PushView message={found} body={found.body} />
            ) : (
              <MailView message={found} body={found.body} />
            )}
          </div>
        )}
      </Answer>
    </Page>
  );
}

function titleOf({ subject, channel, step }: MessageWithBody): string {
  return subject ?? `${CHANNEL_NAMES[channel].name}: ${readable(step)}`;
}

const MOMENTS = [
  ['deliveredAt', 'Delivered'],
  ['openedAt', 'Opened'],
  ['machineOpenedAt', 'Opened by a machine'],
  ['clickedAt', 'Clicked'],
  ['bouncedAt', 'Bounced'],
  ['complainedAt', 'Complained'],
  ['unsubscribedAt', 'Unsubscribed'],
] as const;

function Facts({ message }: { readonly message: MessageWithBody }) {
  return (
    <dl className="facts">
      <div>
        <dt>Contact</dt>
        <dd>
          <Link href={href('contacts', message.contact)}>
            <ContactName id={message.contact} />
          </Link>
        </dd>
      </div>
      <div>
        <dt>From step</dt>
        <dd>
          <Link href={href('workflows', message.workflow, { version: message.version, step: message.step })}>
            {message.workflow} · {readable(message.step)}
          </Link>
        </dd>
      </div>
      <div>
        <dt>Run</dt>
        <dd>
          <Link href={href('runs', message.run)}>See the run</Link>
        </dd>
      </div>
      <div>
        <dt>{message.state === 'sent' ? 'Sent' : 'Time'}</dt>
        <dd>
          <When iso={message.at} />
        </dd>
      </div>
      {MOMENTS.map(([moment, label]) => {
        const iso = message[moment];
        return iso === undefined ? null : (
          <div key={moment}>
            <dt>{label}</dt>
            <dd>
              <When iso={iso} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
