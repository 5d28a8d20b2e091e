/** A push message as a telephone shows it, where a tap leads, what the app gets, and how each device ended. */
import type { MessageWithBody } from '../api/messages.ts';

type Body = NonNullable<MessageWithBody['body']>;

export function PushView({ message, body }: { readonly message: MessageWithBody; readonly body: Body }) {
  return (
    <article className="push">
      <div className="push-note">
        <strong>{message.subject}</strong>
        <p>{body.text}</p>
      </div>
      <dl className="facts">
        <div>
          <dt>To</dt>
          <dd className="address">{message.to ?? '–'}</dd>
        </div>
        <div>
          <dt>A tap opens</dt>
          <dd className="address">{body.link ?? 'the app'}</dd>
        </div>
        {(message.devices ?? []).map(({ platform, device, outcome, reason }) => (
          <div key={device}>
            <dt>
              {platform} {device}
            </dt>
            <dd>{reason === undefined ? outcome : `${outcome}: ${reason}`}</dd>
          </div>
        ))}
        {Object.entries(body.data ?? {}).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="address">{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
