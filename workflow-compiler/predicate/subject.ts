/** What an event is about, by type: the property that `name` of a condition or a pattern's own field narrows. */

const SUBJECTS: { readonly [type: string]: string } = {
  'contact.tagged': 'tag',
  'contact.untagged': 'tag',
  'contact.detail-added': 'detail',
  'contact.detail-modified': 'detail',
  'contact.opted-in': 'channel',
  'contact.opted-out': 'channel',
  'contact.unsuppressed': 'channel',
  'list.joined': 'list',
  'list.left': 'list',
  'form.submitted': 'form',
  'email.sent': 'step',
  'email.delivered': 'step',
  'email.opened': 'step',
  'email.clicked': 'step',
  'email.bounced': 'step',
  'email.complained': 'step',
  'push.sent': 'step',
  'push.delivered': 'step',
  'push.clicked': 'step',
};

/** `name` for external events and any other type. */
export function subjectProperty(type: string): string {
  return (Object.hasOwn(SUBJECTS, type) ? SUBJECTS[type] : undefined) ?? 'name';
}
