/** What SES keeps of addresses that it writes to no more, for functions that the manifest grants `suppressions`. */
import { sesSuppressions } from '../../adapters/aws/channel/suppressions.ts';
import { ses } from '../../adapters/aws/clients.ts';
import type { Suppressions } from '../../ports/suppressions.ts';
import type { Environment } from '../environment.ts';

export const suppressions = (environment: Environment): Suppressions =>
  sesSuppressions(ses({}), { sesTenants: environment.find('sesTenants') === 'true' });
