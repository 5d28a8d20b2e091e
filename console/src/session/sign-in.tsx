/** The first page: asks for an API key and tries it before anything else loads. */
import { type SubmitEvent, useId, useState } from 'react';
import { createApi } from '../api/http.ts';
import { asProblem } from '../api/problem.ts';
import { Command } from '../parts/empty.tsx';
import { Wordmark } from '../parts/wordmark.tsx';

export function SignIn({
  enter,
  refusal,
  refused,
}: {
  readonly enter: (key: string) => void;
  /** Why the last key was turned away. */
  readonly refusal: string | undefined;
  /** What to say when the typed key is turned away. */
  readonly refused: string;
}) {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState(refusal);
  const field = useId();
  const told = useId();

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setBusy(true);
    createApi(key.trim())
      .get(TENANT)
      .then(() => enter(key.trim()))
      .catch((error: unknown) => {
        const { status, title, detail } = asProblem(error);
        setMessage(status === 401 ? refused : `${title}. ${detail}`);
        setBusy(false);
      });
  };

  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <Wordmark />
        <h1>Sign in</h1>
        <p className="muted">
          Paste an API key of your tenant. It stays in this tab and is forgotten when you close it.
        </p>
        <label htmlFor={field}>API key</label>
        <input
          id={field}
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          value={key}
          aria-describedby={message === undefined ? undefined : told}
          aria-invalid={message !== undefined}
          onChange={(event) => setKey(event.target.value)}
        />
        {message !== undefined && (
          <p id={told} className="field-error" role="alert">
            {message}
          </p>
        )}
        <button type="submit" className="button button-main" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="muted small">On your own machine, this prints the address and the key:</p>
        <Command>npm start</Command>
      </form>
    </main>
  );
}

const TENANT = '/v1/tenant';
