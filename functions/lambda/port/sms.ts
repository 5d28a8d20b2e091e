/** End User Messaging or Pinpoint's `SendMessages`, as the deployment chose, for functions that the manifest grants `sms`. */
import { pinpointSms } from '../../adapters/aws/channel/sms.ts';
import { endUserSms } from '../../adapters/aws/channel/text.ts';
import { pinpoint, smsVoice } from '../../adapters/aws/clients.ts';
import type { ChannelPort } from '../../ports/channel.ts';
import type { Environment } from '../environment.ts';

export const sms = (environment: Environment): ChannelPort => {
  const identity = environment.find('smsIdentity');
  if (identity !== undefined) return endUserSms(smsVoice({}), identity);
  const application = environment.find('smsApplication');
  return application === undefined ? noSms : pinpointSms(pinpoint({}), application);
};

const noSms: ChannelPort = {
  commitsWithClaim: false,
  deliver: async () => ({
    outcome: 'rejected',
    reason:
      'this deployment sends no SMS: neither an application nor an identity was named when it was deployed',
  }),
};
