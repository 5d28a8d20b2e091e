/** Messages as rows, and as cards where the window is narrow. */
import type { Message } from '../api/messages.ts';
import { StateBadge } from '../parts/badge.tsx';
import { Columns } from '../parts/columns.tsx';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { capital, readable } from '../words/text.ts';
import { CHANNEL_NAMES } from './channel.ts';

export function MessageTable({ messages }: { readonly messages: readonly Message[] }) {
  return (
    <table className="cards">
      <Columns names={['Message', 'To', 'State', 'Time', 'Opened', 'Clicked']} />
      <tbody>
        {messages.map((message) => (
          <tr key={message.id}>
            <td className="card-title">
              <span className="with-chip family-message">
                <span className="chip" title={CHANNEL_NAMES[message.channel].name}>
                  <Icon name={CHANNEL_NAMES[message.channel].icon} />
                </span>
                <span>
                  <Link className="row-link" href={href('outbox', message.id)}>
                    {message.subject ?? readable(message.step)}
                  </Link>
                  <span className="muted small">
                    {message.workflow} · {readable(message.step)}
                  </span>
                </span>
              </span>
            </td>
            <td data-label="To" className="address">
              {message.to ?? '–'}
            </td>
            <td data-label="State">
              <span>
                <StateBadge state={message.state} />
                {message.reason !== undefined && (
                  <span className="muted small reason">{capital(message.reason)}</span>
                )}
              </span>
            </td>
            <td data-label="Time">
              <When iso={message.at} short />
            </td>
            <td data-label="Opened">
              <Mark iso={message.openedAt} />
            </td>
            <td data-label="Clicked">
              <Mark iso={message.clickedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Mark({ iso }: { readonly iso: string | undefined }) {
  return iso === undefined ? <span className="muted">–</span> : <When iso={iso} short />;
}
