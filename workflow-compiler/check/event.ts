/** Event patterns: the role that they can have, and what their fields must be. */
import type { Finding } from '../diagnostics/finding.ts';
import { byEvent, type PerEvent } from '../language/by-kind.ts';
import type { Definition } from '../language/definition.ts';
import { TRIGGER_ONLY } from '../language/event.ts';
import { dateTime } from './dates.ts';
import { detailName } from './details.ts';
import { eventsOf, type PlacedEvent } from './place.ts';

const bySchema = (): readonly Finding[] => [];

const table: PerEvent<[string], readonly Finding[]> = {
  'contact.added': bySchema,
  'contact.tagged': bySchema,
  'contact.detail-modified': ({ detail }, at) => detailName(detail, `${at}/detail`),
  'contact.score-reached': bySchema,
  'list.joined': bySchema,
  'email.opened': bySchema,
  'email.clicked': bySchema,
  'email.bounced': bySchema,
  'push.clicked': bySchema,
  'web.page-visited': bySchema,
  'form.submitted': bySchema,
  'external.occurred': bySchema,
  'date.reached': (event, at) => dateTime(event.at, `${at}/at`),
  'manual.enrolled': bySchema,
};

export function events(definition: Definition): readonly Finding[] {
  return eventsOf(definition).flatMap((placed) => [
    ...startsOnly(placed),
    ...byEvent(table, placed.event, placed.at),
  ]);
}

const startsOnly = ({ event, at, role }: PlacedEvent): readonly Finding[] =>
  role !== 'trigger' && TRIGGER_ONLY.has(event.on)
    ? [
        {
          code: 'STEP-04',
          at: `${at}/on`,
          detail: `\`${event.on}\` only starts workflows.`,
          hint: 'Use it in `triggers`, or wait for another event.',
        },
      ]
    : [];
