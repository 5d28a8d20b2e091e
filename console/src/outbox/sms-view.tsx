/** An SMS as a bubble on a phone, with the parts it costs. */
import type { MessageWithBody } from '../api/messages.ts';
import { counted } from '../words/text.ts';

export function SmsView({ message, text }: { readonly message: MessageWithBody; readonly text: string }) {
  return (
    <article className="sms">
      <header>{message.from ?? 'SMS'}</header>
      <p className="bubble">{text}</p>
      <p className="muted small">
        To {message.to ?? 'nobody'} · {counted(message.parts ?? 1, 'part')} ·{' '}
        {counted([...text].length, 'character')}
      </p>
    </article>
  );
}
