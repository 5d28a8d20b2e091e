/** Lists come in pages with a cursor; here they become one growing list. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Api, Query } from './http.ts';

export type Page<T> = { readonly items: readonly T[]; readonly next?: string };

/** A paged list as TanStack Query wants it; `every` is how often to look again, in milliseconds. */
export function pages<T>(api: Api, path: string, query: Query, every: number) {
  const firstPage: string | undefined = undefined;
  return infiniteQueryOptions({
    queryKey: [path, query],
    queryFn: ({ pageParam }) => api.get<Page<T>>(path, { ...query, after: pageParam }),
    initialPageParam: asCursor(firstPage),
    getNextPageParam: (last: Page<T>) => last.next,
    refetchInterval: every,
  });
}

function asCursor(cursor: string | undefined): string | undefined {
  return cursor;
}
