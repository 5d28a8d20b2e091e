/** SES, for functions that the manifest grants `email`. */
import { sesEmail } from '../../adapters/aws/channel/email.ts';
import { ses } from '../../adapters/aws/clients.ts';
import type { ChannelPort } from '../../ports/channel.ts';
import type { Environment } from '../environment.ts';

export const email = (environment: Environment): ChannelPort => {
  const configurationSet = environment.find('configurationSet');
  return sesEmail(ses({}), {
    sesTenants: environment.find('sesTenants') === 'true',
    ...(configurationSet === undefined ? {} : { configurationSet }),
  });
};
