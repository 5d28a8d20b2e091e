/** Who is signed in: holds the key, hands the API to the pages, and asks for a key when there is none or it is refused. */
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { ApiProvider } from '../api/context.tsx';
import { createApi } from '../api/http.ts';
import { asProblem } from '../api/problem.ts';
import { forgetKey, storeKey } from './key.ts';
import { SignIn } from './sign-in.tsx';

type State = { readonly key?: string; readonly refusal?: string };

const REFUSED = 'This key is not accepted here. It may be mistyped, revoked, or belong to another server.';

export function Session({
  initial,
  children,
}: {
  readonly initial: string | undefined;
  readonly children: (signOut: () => void) => ReactNode;
}) {
  const [state, setState] = useState<State>(initial === undefined ? {} : { key: initial });
  const leave = (refusal?: string): void => {
    forgetKey();
    setState(refusal === undefined ? {} : { refusal });
  };
  const enter = (key: string): void => {
    storeKey(key);
    setState({ key });
  };
  if (state.key === undefined) return <SignIn enter={enter} refusal={state.refusal} refused={REFUSED} />;
  return (
    <Signed key={state.key} apiKey={state.key} refuse={() => leave(REFUSED)}>
      {children(() => leave())}
    </Signed>
  );
}

function Signed({
  apiKey,
  refuse,
  children,
}: {
  readonly apiKey: string;
  readonly refuse: () => void;
  readonly children: ReactNode;
}) {
  const api = useMemo(() => createApi(apiKey), [apiKey]);
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({
          onError: (error) => {
            if (asProblem(error).status === 401) refuse();
          },
        }),
        defaultOptions: { queries: { retry: worthRetrying } },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <ApiProvider value={api}>{children}</ApiProvider>
    </QueryClientProvider>
  );
}

/** A refusal stays one; a silent or failing server gets two more chances. */
function worthRetrying(failures: number, error: Error): boolean {
  const { status } = asProblem(error);
  return failures < 2 && (status === 0 || status === 429 || status >= 500);
}
