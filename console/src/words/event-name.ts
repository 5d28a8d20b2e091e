/** Event types of the catalogue as short sentences about the contact: `joined a list`, `opened an e-mail`. */

const NAMES: { readonly [type: string]: string } = {
  'contact.added': 'was added',
  'contact.tagged': 'was tagged',
  'contact.untagged': 'lost a tag',
  'contact.detail-added': 'got a new detail',
  'contact.detail-modified': 'had a detail changed',
  'contact.score-reached': 'reached a score',
  'contact.opted-in': 'opted in',
  'contact.opted-out': 'opted out',
  'contact.unsuppressed': 'may be written to again',
  'list.joined': 'joined a list',
  'list.left': 'left a list',
  'email.sent': 'was sent an e-mail',
  'email.delivered': 'received an e-mail',
  'email.opened': 'opened an e-mail',
  'email.clicked': 'clicked in an e-mail',
  'email.bounced': 'had an e-mail bounce',
  'email.complained': 'complained about an e-mail',
  'sms.sent': 'was sent an SMS',
  'push.sent': 'was sent a push message',
  'push.delivered': 'received a push message',
  'push.clicked': 'tapped a push message',
  'web.page-visited': 'visited a page',
  'form.submitted': 'submitted a form',
  'date.reached': 'met a date',
  'manual.enrolled': 'was enrolled by hand',
};

/** Unknown types (a server newer than this console) appear as they are written. */
export function eventName(type: string, name?: string): string {
  if (type === 'external.occurred')
    return name === undefined ? 'had an external event' : `had the event “${name}”`;
  return NAMES[type] ?? type;
}
