/** The Lambda `segment`. */
import { create } from '../handlers/segment.ts';
import { entry } from './entry.ts';
import { email } from './port/email.ts';
import { machines } from './port/machines.ts';
import { outbound } from './port/outbound.ts';
import { push } from './port/push.ts';
import { signer } from './port/signer.ts';
import { sms } from './port/sms.ts';

export const handler = entry({ email, machines, outbound, push, signer, sms }, create);
