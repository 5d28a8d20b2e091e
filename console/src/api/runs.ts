/** Runs and their history. */
import { queryOptions } from '@tanstack/react-query';
import type { Finding } from '../../../workflow-compiler/predicate/facts.ts';
import { type Api, segment } from './http.ts';
import { pages } from './page.ts';

export type RunState = 'running' | 'waiting' | 'held' | 'done' | 'left' | 'failed';

export type HistoryEntry = {
  readonly turn: number;
  readonly step: string;
  readonly at: string;
  readonly did:
    | 'entered'
    | 'sent'
    | 'skipped'
    | 'rejected'
    | 'held'
    | 'changed'
    | 'called'
    | 'decided'
    | 'passed'
    | 'parked'
    | 'woke'
    | 'ended'
    | 'failed';
  readonly path?: string;
  readonly until?: string;
  readonly why?: string;
  readonly findings?: readonly Finding[];
};

export type Run = {
  readonly run: string;
  readonly contact: string;
  readonly workflow: string;
  readonly version: number;
  readonly state: RunState;
  readonly step: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  readonly wait?: {
    readonly kind: 'time' | 'event' | 'window' | 'cap' | 'throttled' | 'held';
    readonly until: string;
  };
  readonly reason?: string;
  readonly error?: { readonly name: string; readonly cause: string };
};

export type RunWithHistory = Run & {
  readonly history: readonly HistoryEntry[];
  readonly next?: { readonly what: string; readonly when?: string };
};

/** `from` and `to` are ISO 8601 in UTC and bound when the run started. */
export type RunFilter = {
  readonly workflow?: string;
  readonly step?: string;
  readonly state?: string;
  readonly contact?: string;
  readonly from?: string;
  readonly to?: string;
};

export function runsQuery(api: Api, filter: RunFilter) {
  return pages<Run>(api, '/v1/runs', { ...filter }, 5_000);
}

export function runQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['run', id],
    queryFn: () => api.get<RunWithHistory>(`/v1/runs/${segment(id)}`),
    refetchInterval: ({ state }) => (state.data?.endedAt === undefined ? 2_000 : false),
  });
}
