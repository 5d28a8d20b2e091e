/** One run: where it is, what comes next and when, and everything that happened, in words. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { contactQuery } from '../api/contacts.ts';
import { useApi } from '../api/context.tsx';
import { messagesQuery } from '../api/messages.ts';
import { type RunWithHistory, runQuery } from '../api/runs.ts';
import { versionQuery } from '../api/workflows.ts';
import { Answer } from '../parts/answer.tsx';
import { StateBadge } from '../parts/badge.tsx';
import { ContactName } from '../parts/contact-name.tsx';
import { Page } from '../parts/page.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { contactLabel } from '../words/contact.ts';
import { readersZone } from '../words/when.ts';
import { Next } from './next.tsx';
import { Timeline } from './timeline.tsx';
import './run.css';

export function RunPage({ id }: { readonly id: string }) {
  const api = useApi();
  const query = useQuery(runQuery(api, id));
  const run = query.data;
  const contact = useQuery({
    ...contactQuery(api, run?.contact ?? ''),
    enabled: run !== undefined,
    retry: false,
  });
  return (
    <Page
      title={contact.data === undefined ? (run?.contact ?? 'Run') : `Run of ${contactLabel(contact.data)}`}
      above={{ href: href('runs'), label: 'Runs' }}
      beside={run !== undefined && <StateBadge state={run.state} />}
    >
      <Answer query={query}>{(found) => <Story run={found} />}</Answer>
    </Page>
  );
}

function Story({ run }: { readonly run: RunWithHistory }) {
  const api = useApi();
  const version = useQuery(versionQuery(api, run.workflow, run.version));
  const messages = useInfiniteQuery(messagesQuery(api, { run: run.run }));
  const definition = version.data?.definition;
  const made = new Set(
    (messages.data?.pages ?? []).flatMap(({ items }) => items.map((message) => message.id)),
  );
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Contact</dt>
          <dd>
            <Link href={href('contacts', run.contact)}>
              <ContactName id={run.contact} />
            </Link>
          </dd>
        </div>
        <div>
          <dt>Workflow</dt>
          <dd>
            <Link href={href('workflows', run.workflow, { version: run.version })}>
              {definition?.title ?? run.workflow}
            </Link>{' '}
            <span className="muted">version {run.version}</span>
          </dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd>
            <When iso={run.startedAt} />
          </dd>
        </div>
        {run.endedAt !== undefined && (
          <div>
            <dt>Ended</dt>
            <dd>
              <When iso={run.endedAt} />
            </dd>
          </div>
        )}
      </dl>
      <Next run={run} definition={definition} />
      <h2>What happened</h2>
      <Timeline
        history={run.history}
        definition={definition}
        messageOf={({ turn }) => (made.has(`${run.run}.${turn}`) ? `${run.run}.${turn}` : undefined)}
      />
      <p className="muted small">
        Times are in {readersZone()}; point at one for UTC. Run <code>{run.run}</code>
      </p>
    </>
  );
}
