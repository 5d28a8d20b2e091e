/**
 * All event types that this release records. Those of `Events` start or resume workflows; the others can be asked for in
 * `event-occurred`.
 */
import { Events } from './event.ts';

const ASKED_ONLY = [
  'contact.untagged',
  'contact.detail-added',
  'contact.opted-in',
  'contact.opted-out',
  'contact.unsuppressed',
  'list.left',
  'email.sent',
  'email.delivered',
  'email.complained',
  'sms.sent',
  'sms.delivered',
  'sms.failed',
  'push.sent',
  'push.delivered',
] as const;

export const EVENT_TYPES: readonly string[] = [...Object.keys(Events), ...ASKED_ONLY].toSorted();
