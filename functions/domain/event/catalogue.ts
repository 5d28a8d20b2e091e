/** What events there are and what may be reported, for those who write them: the table is the language's own. */
import { EVENT_PROPERTIES } from '../../../workflow-compiler/language/event-properties.ts';

export type EventType = keyof typeof EVENT_PROPERTIES;

/** Types that callers of the API may report. The others follow from what the product sees or does itself. */
export const REPORTABLE: ReadonlySet<string> = new Set<EventType>([
  'web.page-visited',
  'form.submitted',
  'external.occurred',
]);

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_PROPERTIES, type);
}

/** Required and known properties of a type, by name. */
export function propertiesOf(type: EventType): {
  readonly required: readonly string[];
  readonly known: readonly string[];
} {
  const names: readonly string[] = EVENT_PROPERTIES[type];
  return {
    required: names.filter((name) => !name.startsWith('[')),
    known: names.map((name) => name.replace(/^\[|\]$/g, '')),
  };
}
