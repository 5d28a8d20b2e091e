/** Contacts: cards and activity. */
import { queryOptions } from '@tanstack/react-query';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import { type Api, segment } from './http.ts';
import { type Page, pages } from './page.ts';

export type { Activity, Card };

export function contactsQuery(api: Api, email: string) {
  return pages<Card>(api, '/v1/contacts', { email }, 10_000);
}

export function contactQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['contact', id],
    queryFn: () => api.get<Card>(`/v1/contacts/${segment(id)}`),
    staleTime: 30_000,
  });
}

export function activityQuery(api: Api, id: string) {
  return pages<Activity>(api, `/v1/contacts/${segment(id)}/activity`, {}, 5_000);
}

export function liftSuppression(api: Api, id: string, channel: string): Promise<Card> {
  return api.remove(`/v1/contacts/${segment(id)}/suppressions/${segment(channel)}`);
}

/** The id behind what a person types to find a contact: an address is looked up, anything else is taken as an id. */
export function contactIdQuery(api: Api, text: string) {
  return queryOptions({
    queryKey: ['contact-id', text],
    queryFn: async () => {
      if (!text.includes('@')) return text;
      const { items } = await api.get<Page<Card>>('/v1/contacts', { email: text, limit: 1 });
      return items[0]?.id ?? null;
    },
    enabled: text !== '',
  });
}
