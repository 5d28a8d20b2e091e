/**
 * The outbox: the channel of a machine without a provider. Messages stay in the store, where the console shows them, and
 * delivery is the claim itself: message and run are one write, so it happens exactly once.
 */
import type { ChannelPort } from '../../../functions/ports/channel.ts';

export const outbox: ChannelPort = {
  commitsWithClaim: true,
  deliver: async ({ run, turn }) => ({ outcome: 'sent', providerId: `outbox-${run}.${turn}` }),
};
