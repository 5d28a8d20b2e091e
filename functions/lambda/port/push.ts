/** Pinpoint's `SendMessages`, where the deployment named an application for it, for functions that the manifest grants `push`. */
import { applicationsBy } from '../../adapters/aws/channel/applications.ts';
import { pinpointPush } from '../../adapters/aws/channel/push.ts';
import { pinpoint } from '../../adapters/aws/clients.ts';
import type { ChannelPort } from '../../ports/channel.ts';
import type { Environment } from '../environment.ts';

export const push = (environment: Environment): ChannelPort => {
  const applications = environment.find('pushApplication');
  return applications === undefined ? noPush : pinpointPush(pinpoint({}), applicationsBy(applications));
};

const noPush: ChannelPort = {
  commitsWithClaim: false,
  deliver: async () => ({
    outcome: 'rejected',
    reason: 'this deployment sends no push messages: no application was named when it was deployed',
  }),
};
