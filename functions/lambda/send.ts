/** The Lambda `send`. */
import { create } from '../handlers/send.ts';
import { entry } from './entry.ts';
import { email } from './port/email.ts';
import { push } from './port/push.ts';
import { signer } from './port/signer.ts';
import { sms } from './port/sms.ts';

export const handler = entry({ email, push, signer, sms }, create);
