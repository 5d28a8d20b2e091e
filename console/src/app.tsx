/** The shell around every page: name, navigation, whose tenant it is; and the table from addresses to pages. */
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { useApi } from './api/context.tsx';
import { tenantQuery } from './api/tenant.ts';
import { ContactPage } from './contacts/contact-page.tsx';
import { ContactsPage } from './contacts/contacts-page.tsx';
import { MessagePage } from './outbox/message-page.tsx';
import { OutboxPage } from './outbox/outbox-page.tsx';
import { Loading } from './parts/answer.tsx';
import { Empty } from './parts/empty.tsx';
import { Wordmark } from './parts/wordmark.tsx';
import { href, type Route, routeOf } from './router/route.ts';
import { Link, usePath } from './router/router.tsx';
import { RunPage } from './run/run-page.tsx';
import { RunsPage } from './runs/runs-page.tsx';
import { WorkflowsPage } from './workflows/workflows-page.tsx';

/** The graph's libraries are half of the console: they load with the first workflow. */
const WorkflowPage = lazy(async () => ({
  default: (await import('./workflow/workflow-page.tsx')).WorkflowPage,
}));

const TABS = [
  ['workflows', 'Workflows', ['workflows', 'workflow']],
  ['runs', 'Runs', ['runs', 'run']],
  ['outbox', 'Outbox', ['outbox', 'message']],
  ['contacts', 'Contacts', ['contacts', 'contact']],
] as const;

export function App({ signOut }: { readonly signOut: () => void }) {
  const path = usePath();
  const route = routeOf(path);
  const main = useRef<HTMLElement>(null);
  const first = useRef(path);
  useEffect(() => {
    // A new page: read from its beginning, by eye and by screen reader.
    if (first.current === path) return;
    first.current = path;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="bar">
        <Link className="home" href={href('workflows')}>
          <Wordmark />
        </Link>
        <nav aria-label="Main">
          {TABS.map(([list, label, pages]) => (
            <Link
              key={list}
              href={href(list)}
              aria-current={includes(pages, route.page) ? 'page' : undefined}
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="who">
          <TenantName />
          <button type="button" className="button button-quiet" onClick={signOut}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<Loading />}>{pageOf(route)}</Suspense>
      </main>
    </>
  );
}

function includes(pages: readonly string[], page: string): boolean {
  return pages.includes(page);
}

function pageOf(route: Route): ReactNode {
  switch (route.page) {
    case 'workflows':
      return <WorkflowsPage />;
    case 'workflow':
      return <WorkflowPage key={route.id} name={route.id} />;
    case 'runs':
      return <RunsPage />;
    case 'run':
      return <RunPage key={route.id} id={route.id} />;
    case 'outbox':
      return <OutboxPage />;
    case 'message':
      return <MessagePage key={route.id} id={route.id} />;
    case 'contacts':
      return <ContactsPage />;
    case 'contact':
      return <ContactPage key={route.id} id={route.id} />;
    case 'missing':
      return (
        <Empty title="There is no such page">
          <p>
            <Link href={href('workflows')}>Go to the workflows</Link>
          </p>
        </Empty>
      );
  }
}

function TenantName() {
  const { data } = useQuery(tenantQuery(useApi()));
  return <span className="tenant">{data?.name ?? data?.id}</span>;
}
