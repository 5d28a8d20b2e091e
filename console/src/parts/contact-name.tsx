/** A contact by name or address; its id while the card is on its way, or when it has been erased. */
import { useQuery } from '@tanstack/react-query';
import { contactQuery } from '../api/contacts.ts';
import { useApi } from '../api/context.tsx';
import { contactLabel } from '../words/contact.ts';

export function ContactName({ id }: { readonly id: string }) {
  const { data } = useQuery({ ...contactQuery(useApi(), id), staleTime: 300_000, retry: false });
  return <>{data === undefined ? id : contactLabel(data)}</>;
}
