/** The tenant behind the key, and how its runs are doing. */
import { queryOptions } from '@tanstack/react-query';
import type { Api } from './http.ts';

export type Tenant = { readonly id: string; readonly name: string; readonly zone?: string };

export type Status = {
  /** How late the oldest due run is; 0 or null when nothing is late. */
  readonly oldestDueSeconds?: number | null;
  readonly running: number;
  readonly waiting: number;
  readonly held: number;
  readonly failed: number;
  readonly deadLetters: number;
};

export function tenantQuery(api: Api) {
  return queryOptions({
    queryKey: ['tenant'],
    queryFn: () => api.get<Tenant>('/v1/tenant'),
    staleTime: 60_000,
  });
}

export function statusQuery(api: Api) {
  return queryOptions({
    queryKey: ['status'],
    queryFn: () => api.get<Status>('/v1/status'),
    refetchInterval: 5_000,
  });
}
