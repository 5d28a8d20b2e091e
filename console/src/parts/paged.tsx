/** A paged list: its items as one, a button for more, its failure, its emptiness. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../api/page.ts';
import { Loading } from './answer.tsx';
import { ProblemNote } from './problem-note.tsx';

export function Paged<T>({
  query,
  empty,
  children,
}: {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}) {
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      {query.error !== null && <ProblemNote error={query.error} retry={query.refetch} />}
      {query.isPending && <Loading />}
      {items !== undefined && (items.length === 0 ? empty : children(items))}
      {query.hasNextPage && (
        <button
          type="button"
          className="button more"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? 'Loading…' : 'Show more'}
        </button>
      )}
    </>
  );
}
