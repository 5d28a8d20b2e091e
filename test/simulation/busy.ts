/** Contacts who keep a workflow busy: they open, click, buy and come by, and providers refuse some of what is sent. */
import type { Profile } from '../../functions/domain/simulation/profile.ts';

export const busy = {
  people: { tags: { vip: 0.3, a: 0.3 }, emailConsent: { in: 0.9, out: 0.1 } },
  email: { open: { rate: 0.6, after: '5 hours' }, click: { rate: 0.5, after: '3 minutes' } },
  events: [
    {
      name: 'order',
      rate: 0.4,
      after: '1 day',
      following: 'entry',
      properties: { amount: { from: 1, to: 20 } },
    },
  ],
  providers: {
    email: { rejected: 0.05, ambiguous: 0.02 },
    sms: { rejected: 0.05 },
    webhook: { rejected: 0.1 },
  },
} as const satisfies Profile;
