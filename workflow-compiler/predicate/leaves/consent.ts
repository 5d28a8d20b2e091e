/** `consent`: what the contact has said about a channel; `unknown` when nothing is recorded. */
import { exactly } from '../probe.ts';
import type { LeafRules } from './leaf.ts';

export const consent: LeafRules<'consent'> = {
  compile:
    (leaf) =>
    ({ card }) => {
      const state = card.consents[leaf.channel]?.state ?? 'unknown';
      return { holds: state === leaf.is, saw: state };
    },
  reads: ({ channel }) => ['consents', channel, 'state'],
  probe: ({ channel, is }) => ({ from: 4, key: channel, ...exactly(is) }),
};
