/** Exports of contacts: asked for, followed until they are done, fetched. */
import { queryOptions } from '@tanstack/react-query';
import { type Api, segment } from './http.ts';

export type Export = {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'expired';
  readonly done: number;
  readonly total?: number;
  readonly reason?: string;
  /** Where the file is fetched without a key. */
  readonly url?: string;
};

const LOOK_MS = 1000;

export const startExport = (api: Api): Promise<Export> => api.post<Export>('/v1/exports', { format: 'csv' });

export function exportQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['export', id],
    queryFn: () => api.get<Export>(`/v1/exports/${segment(id)}`),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? LOOK_MS : false),
  });
}

export const exportFile = (api: Api, id: string): Promise<Blob> =>
  api.file(`/v1/exports/${segment(id)}/file`);
