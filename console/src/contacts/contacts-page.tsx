/** Contacts, found by address. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { type Card, contactsQuery } from '../api/contacts.ts';
import { useApi } from '../api/context.tsx';
import { Columns } from '../parts/columns.tsx';
import { Command, Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link, useSearch } from '../router/router.tsx';
import { contactLabel } from '../words/contact.ts';
import { ExportButton } from './export-button.tsx';

export function ContactsPage() {
  const [search, change] = useSearch();
  const email = search.get('email') ?? '';
  const query = useInfiniteQuery(contactsQuery(useApi(), email));
  const field = useId();
  return (
    <Page title="Contacts" beside={<ExportButton />}>
      <search className="filters">
        <div className="field">
          <label htmlFor={field}>E-mail address</label>
          <input
            key={email}
            id={field}
            type="search"
            defaultValue={email}
            placeholder="ada@example.com"
            onKeyDown={(event) => {
              if (event.key === 'Enter') change({ email: event.currentTarget.value.trim() });
            }}
            onBlur={(event) => change({ email: event.target.value.trim() })}
          />
        </div>
      </search>
      <Paged
        query={query}
        empty={email === '' ? <NoContacts /> : <Empty title={`Nobody has the address ${email}`} />}
      >
        {(cards) => <Cards cards={cards} />}
      </Paged>
    </Page>
  );
}

function Cards({ cards }: { readonly cards: readonly Card[] }) {
  return (
    <table className="cards">
      <Columns names={['Contact', 'E-mail', 'Lists', 'Tags', 'Added']} />
      <tbody>
        {cards.map((card) => (
          <tr key={card.id}>
            <td className="card-title">
              <Link className="row-link" href={href('contacts', card.id)}>
                {contactLabel(card)}
              </Link>
            </td>
            <td data-label="E-mail" className="address">
              {card.email ?? '–'}
            </td>
            <td data-label="Lists">{Object.keys(card.lists ?? {}).join(', ') || '–'}</td>
            <td data-label="Tags">{Object.keys(card.tags ?? {}).join(', ') || '–'}</td>
            <td data-label="Added">
              <When iso={card.createdAt} short />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NoContacts() {
  return (
    <Empty title="No contacts yet">
      <p>Import a file, or add them one by one over the API.</p>
      <Command>npx sojourn import contacts.csv --list newsletter</Command>
    </Empty>
  );
}
