/** Every message that a step made, whatever became of it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { messagesQuery } from '../api/messages.ts';
import { Choice } from '../parts/choice.tsx';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { useSearch } from '../router/router.tsx';
import { MessageTable } from './message-table.tsx';

const CHANNELS = [
  ['', 'All'],
  ['email', 'E-mail'],
  ['sms', 'SMS'],
  ['push', 'Push'],
  ['notify', 'Team'],
] as const;

const NARROWING = ['workflow', 'step', 'contact', 'run'] as const;

export function OutboxPage() {
  const [search, change] = useSearch();
  const value = (name: string): string => search.get(name) ?? '';
  const channel = CHANNELS.find(([each]) => each === value('channel'))?.[0] ?? '';
  const query = useInfiniteQuery(
    messagesQuery(useApi(), {
      workflow: value('workflow'),
      step: value('step'),
      contact: value('contact'),
      run: value('run'),
      channel,
    }),
  );
  const narrowed = NARROWING.filter((name) => value(name) !== '');
  return (
    <Page title="Outbox">
      <div className="filters-line">
        <Choice
          label="Channel"
          options={CHANNELS}
          chosen={channel}
          choose={(chosen) => change({ channel: chosen })}
        />
        {narrowed.map((name) => (
          <button
            key={name}
            type="button"
            className="button button-narrow"
            onClick={() => change({ [name]: '' })}
          >
            {name}: {value(name)} <span aria-hidden="true">×</span>
            <span className="hidden">(remove)</span>
          </button>
        ))}
      </div>
      <Paged
        query={query}
        empty={
          <Empty title={narrowed.length > 0 || channel !== '' ? 'No message matches' : 'No messages yet'}>
            <p>
              Messages appear here as soon as a run reaches a step that sends. On this machine they stay here
              unless an SMTP server is named with <code>--smtp</code>.
            </p>
          </Empty>
        }
      >
        {(messages) => <MessageTable messages={messages} />}
      </Paged>
    </Page>
  );
}
