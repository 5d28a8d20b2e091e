/** Runs, narrowed by workflow, step, state, contact and time. The filter lives in the address, so that it can be shared. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { contactIdQuery } from '../api/contacts.ts';
import { useApi } from '../api/context.tsx';
import { runsQuery } from '../api/runs.ts';
import { Command, Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { useSearch } from '../router/router.tsx';
import { utcOfInput } from '../words/when.ts';
import { RunFilters } from './run-filters.tsx';
import { RunTable } from './run-table.tsx';

export function RunsPage() {
  const api = useApi();
  const [search, change] = useSearch();
  const value = (name: string): string => search.get(name) ?? '';
  const typed = value('contact');
  const contact = useQuery(contactIdQuery(api, typed));
  const unknown = typed !== '' && contact.data === null;
  const query = useInfiniteQuery({
    ...runsQuery(api, {
      workflow: value('workflow'),
      step: value('step'),
      state: value('state'),
      contact: contact.data ?? '',
      from: utcOfInput(value('from')),
      to: utcOfInput(value('to')),
    }),
    enabled: typed === '' || typeof contact.data === 'string',
  });
  const filtered = ['workflow', 'step', 'state', 'contact', 'from', 'to'].some((name) => value(name) !== '');
  return (
    <Page title="Runs">
      <RunFilters value={value} change={change} filtered={filtered} />
      {unknown ? (
        <Empty title="No such contact">
          <p>No contact has the address {typed}.</p>
        </Empty>
      ) : (
        <Paged query={query} empty={filtered ? <NoneFound /> : <NoRuns />}>
          {(runs) => <RunTable runs={runs} />}
        </Paged>
      )}
    </Page>
  );
}

function NoneFound() {
  return (
    <Empty title="No run matches">
      <p>Widen the filter, or clear it.</p>
    </Empty>
  );
}

function NoRuns() {
  return (
    <Empty title="No runs yet">
      <p>A run begins when something happens that a started workflow waits for. For the welcome example:</p>
      <Command>{`curl $URL/v1/contacts -H "Authorization: Bearer $KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"email":"ada@example.com","lists":{"join":["newsletter"]}}'`}</Command>
    </Empty>
  );
}
