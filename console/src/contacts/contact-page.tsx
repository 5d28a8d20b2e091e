/** One contact: the card, what happened lately, and the ways to their runs and messages. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { activityQuery, type Card, contactQuery } from '../api/contacts.ts';
import { useApi } from '../api/context.tsx';
import { Answer } from '../parts/answer.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { contactLabel, scoreNow } from '../words/contact.ts';
import { eventName } from '../words/event-name.ts';
import { capital, detailName, number } from '../words/text.ts';
import { Suppression } from './suppression.tsx';
import './contacts.css';

export function ContactPage({ id }: { readonly id: string }) {
  const query = useQuery(contactQuery(useApi(), id));
  return (
    <Page
      title={query.data === undefined ? 'Contact' : contactLabel(query.data)}
      above={{ href: href('contacts'), label: 'Contacts' }}
      beside={
        <>
          <Link className="button" href={href('runs', undefined, { contact: id })}>
            Runs
          </Link>
          <Link className="button" href={href('outbox', undefined, { contact: id })}>
            Messages
          </Link>
        </>
      }
    >
      <Answer query={query}>{(card) => <CardView card={card} />}</Answer>
      <h2>Activity</h2>
      <ActivityList id={id} />
    </Page>
  );
}

const STANDARD = [
  ['email', 'E-mail'],
  ['phone', 'Phone'],
  ['company', 'Company'],
  ['language', 'Language'],
  ['birthday', 'Birthday'],
  ['zone', 'Time zone'],
] as const;

/** Channels whose names are not simply capitalised. */
const CHANNELS: { readonly [channel: string]: string } = { email: 'E-mail', sms: 'SMS', push: 'Push' };

function CardView({ card }: { readonly card: Card }) {
  const details: (readonly [string, ReactNode])[] = [];
  for (const [name, label] of STANDARD) if (card[name] !== undefined) details.push([label, card[name]]);
  if (card.address !== undefined) details.push(['address', Object.values(card.address).join(', ')]);
  for (const [name, value] of Object.entries(card.details ?? {})) details.push([name, String(value)]);
  if (card.score !== undefined) details.push(['score', number(scoreNow(card.score, Date.now()))]);
  if (card.devices !== undefined && card.devices.length > 0) {
    details.push(['devices', card.devices.map(({ platform }) => platform).join(', ')]);
  }
  for (const [channel, consent] of Object.entries(card.consents ?? {})) {
    details.push([`${CHANNELS[channel] ?? channel} consent`, <Consent key={channel} {...consent} />]);
  }
  for (const [channel, reason] of Object.entries(card.suppressed ?? {})) {
    details.push([
      `${CHANNELS[channel] ?? channel} suppressed`,
      <Suppression key={channel} contact={card.id} channel={channel} reason={reason} />,
    ]);
  }
  return (
    <>
      <dl className="facts">
        {details.map(([name, value]) => (
          <div key={name}>
            <dt>{capital(detailName(name))}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Words label="Lists" words={Object.keys(card.lists ?? {})} />
      <Words label="Tags" words={Object.keys(card.tags ?? {})} />
    </>
  );
}

function Consent({
  state,
  at,
  source,
}: {
  readonly state: 'in' | 'out';
  readonly at: string;
  readonly source: string;
}) {
  return (
    <>
      {state === 'in' ? 'Opted in' : 'Opted out'}{' '}
      <span className="muted small">
        <When iso={at} short />, {source}
      </span>
    </>
  );
}

function Words({ label, words }: { readonly label: string; readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <p className="words">
      <span className="muted">{label}</span>
      {words.map((word) => (
        <span key={word} className="badge badge-quiet">
          {word}
        </span>
      ))}
    </p>
  );
}

function ActivityList({ id }: { readonly id: string }) {
  const query = useInfiniteQuery(activityQuery(useApi(), id));
  return (
    <Paged query={query} empty={<p className="muted">Nothing has happened yet.</p>}>
      {(items) => (
        <ul className="activity">
          {items.map(({ id: key, type, at, properties }) => (
            <li key={key}>
              <span>
                {capital(eventName(type, typeof properties?.name === 'string' ? properties.name : undefined))}
                <span className="muted small"> {propertyWords(properties)}</span>
              </span>
              <When iso={at} />
            </li>
          ))}
        </ul>
      )}
    </Paged>
  );
}

function propertyWords(properties: object | undefined): string {
  return Object.entries(properties ?? {})
    .filter(([name, value]) => typeof value !== 'object' && name !== 'run' && name !== 'turn')
    .map(([name, value]) => `${detailName(name)} ${String(value)}`)
    .join(' · ');
}
