/** Pinpoint's `SendMessages`, for functions that the manifest grants `sms`. */
import { pinpointSms } from '../../adapters/aws/channel/sms.ts';
import { pinpoint } from '../../adapters/aws/clients.ts';
import type { ChannelPort } from '../../ports/channel.ts';
import type { Environment } from '../environment.ts';

export const sms = (environment: Environment): ChannelPort => {
  const application = environment.find('smsApplication');
  return application === undefined ? noSms : pinpointSms(pinpoint({}), application);
};

const noSms: ChannelPort = {
  commitsWithClaim: false,
  deliver: async () => ({
    outcome: 'rejected',
    reason: 'this deployment sends no SMS: no application was named when it was deployed',
  }),
};
