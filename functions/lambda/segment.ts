/** The Lambda `segment`. */
import { create } from '../handlers/segment.ts';
import { entry } from './entry.ts';
import { email } from './port/email.ts';
import { outbound } from './port/outbound.ts';
import { signer } from './port/signer.ts';
import { sms } from './port/sms.ts';

export const handler = entry({ email, outbound, signer, sms }, create);
