/** Workflows, their versions and reports. */
import { queryOptions } from '@tanstack/react-query';
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { type Api, segment } from './http.ts';
import type { Page } from './page.ts';

export type WorkflowState = 'draft' | 'started' | 'stopped';

type Workflow = {
  readonly name: string;
  readonly title: string;
  readonly state: WorkflowState;
  /** Highest published version; 0 when none. */
  readonly latest: number;
  /** The version that takes entries, while started. */
  readonly live?: number;
  readonly createdAt?: string;
  readonly updatedAt: string;
};

type Totals = {
  readonly entered: number;
  readonly inside: number;
  readonly left: number;
  readonly failed: number;
};

export type ListedWorkflow = Workflow & Totals;
export type WorkflowWithDraft = Workflow & { readonly draft?: string };

export type Version = {
  readonly version: number;
  readonly publishedAt: string;
  readonly definition?: Definition;
  /** The compiled state machine: ASL, as JSON or as its text. */
  readonly machine?: unknown;
};

export type StepReport = {
  readonly [figure in
    | 'entered'
    | 'left'
    | 'inside'
    | 'failed'
    | 'sent'
    | 'skipped'
    | 'rejected'
    | 'held'
    | 'opened'
    | 'clicked'
    | 'bounced'
    | 'unsubscribed'
    | 'parts']?: number;
} & { readonly paths?: { readonly [path: string]: number } };

export type Report = Totals & {
  readonly workflow: string;
  readonly version?: number;
  readonly steps: { readonly [step: string]: StepReport };
};

export type Published = {
  readonly version: number;
  readonly started: boolean;
  readonly diagnostics: readonly Diagnostic[];
};

type Checked = { readonly ok: boolean; readonly diagnostics: readonly Diagnostic[] };

const at = (name: string) => `/v1/workflows/${segment(name)}`;

export function workflowsQuery(api: Api) {
  return queryOptions({
    queryKey: ['workflows'],
    queryFn: () => api.get<Page<ListedWorkflow>>('/v1/workflows', { limit: 200 }),
    refetchInterval: 3_000,
  });
}

export function workflowQuery(api: Api, name: string) {
  return queryOptions({
    queryKey: ['workflow', name],
    queryFn: () => api.get<WorkflowWithDraft>(at(name)),
    refetchInterval: 5_000,
  });
}

/** What the compiler says of a draft as it is stored. */
export function checkQuery(api: Api, name: string, draft: string) {
  return queryOptions({
    queryKey: ['check', name, draft],
    queryFn: () => api.post<Checked>('/v1/workflows/check', { definition: draft }),
  });
}

export function versionsQuery(api: Api, name: string) {
  return queryOptions({
    queryKey: ['workflow', name, 'versions'],
    queryFn: () => api.get<Page<Version>>(`${at(name)}/versions`, { limit: 200 }),
  });
}

/** A version never changes: read once. */
export function versionQuery(api: Api, name: string, version: number) {
  return queryOptions({
    queryKey: ['workflow', name, 'version', version],
    queryFn: () => api.get<Version>(`${at(name)}/versions/${version}`),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: version > 0,
  });
}

export function reportQuery(api: Api, name: string, version: number) {
  return queryOptions({
    queryKey: ['workflow', name, 'report', version],
    queryFn: () => api.get<Report>(`${at(name)}/report`, { version }),
    refetchInterval: 2_000,
    enabled: version > 0,
  });
}

/** Publishes the draft as it is stored; findings of severity error refuse it. */
export function publish(api: Api, name: string, start: boolean): Promise<Published> {
  return api.post<Published>(`${at(name)}/publish`, { start });
}

export function start(api: Api, name: string, version: number): Promise<unknown> {
  return api.post(`${at(name)}/start`, { version });
}

export function stop(api: Api, name: string, inside: 'exit' | 'finish'): Promise<unknown> {
  return api.post(`${at(name)}/stop`, { inside });
}
