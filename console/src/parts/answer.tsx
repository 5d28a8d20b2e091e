/** The three faces of a query: not there yet, failed, here. What is here stays visible while a later look fails. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

export function Answer<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}) {
  return (
    <>
      {query.error !== null && <ProblemNote error={query.error} retry={query.refetch} />}
      {query.data !== undefined && children(query.data)}
      {query.isPending && query.fetchStatus !== 'idle' && <Loading />}
    </>
  );
}

export function Loading() {
  return (
    <div className="loading" role="status" aria-label="Loading">
      <span />
      <span />
      <span />
    </div>
  );
}
