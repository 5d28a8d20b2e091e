/** A mail: its head, and its body as a desktop or a phone shows it, as plain text, or its headers. */
import { useMemo, useState } from 'react';
import type { MessageWithBody } from '../api/messages.ts';
import { Choice } from '../parts/choice.tsx';
import { When } from '../parts/when.tsx';
import { quietMail } from './quiet.ts';

type Body = NonNullable<MessageWithBody['body']>;
type View = 'desktop' | 'phone' | 'text' | 'headers';

const VIEWS: readonly (readonly [View, string])[] = [
  ['desktop', 'Desktop'],
  ['phone', 'Phone'],
  ['text', 'Plain text'],
  ['headers', 'Headers'],
];

export function MailView({ message, body }: { readonly message: MessageWithBody; readonly body: Body }) {
  const views = body.html === undefined ? VIEWS.slice(2) : VIEWS;
  const [view, setView] = useState<View>(body.html === undefined ? 'text' : 'desktop');
  return (
    <>
      <Choice label="Show as" options={views} chosen={view} choose={setView} />
      <article className={`mail mail-${view}`}>
        <header>
          <h2>{message.subject}</h2>
          <p>
            {message.from !== undefined && <span>{message.from}</span>}
            <span className="muted">to {message.to ?? 'nobody'}</span>
            <span className="muted">
              <When iso={message.at} short />
            </span>
          </p>
        </header>
        {view === 'text' && <pre className="mail-text">{body.text}</pre>}
        {view === 'headers' && <Headers headers={body.headers ?? {}} />}
        {body.html !== undefined && (view === 'desktop' || view === 'phone') && <Frame html={body.html} />}
      </article>
    </>
  );
}

/** No scripts, no forms, no windows, no same origin: the sandbox allows nothing. */
function Frame({ html }: { readonly html: string }) {
  const quiet = useMemo(() => quietMail(html), [html]);
  return <iframe title="The mail as its recipient sees it" sandbox="" srcDoc={quiet} />;
}

function Headers({ headers }: { readonly headers: { readonly [name: string]: string } }) {
  return (
    <dl className="headers">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
