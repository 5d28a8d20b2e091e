/** What each channel is called. */
import type { MessageChannel } from '../api/messages.ts';
import type { Icon } from '../graph/kinds.ts';

export const CHANNEL_NAMES: {
  readonly [C in MessageChannel]: { readonly name: string; readonly icon: Icon };
} = {
  email: { name: 'E-mail', icon: 'mail' },
  sms: { name: 'SMS', icon: 'phone' },
  push: { name: 'Push', icon: 'device' },
  notify: { name: 'To the team', icon: 'bell' },
};
