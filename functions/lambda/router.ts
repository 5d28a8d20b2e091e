/** The Lambda `router`. */
import { entry } from './entry.ts';
import { email } from './port/email.ts';
import { machines } from './port/machines.ts';
import { push } from './port/push.ts';
import { signer } from './port/signer.ts';
import { sms } from './port/sms.ts';
import { routerBatch } from './router-batch.ts';

export const handler = entry({ email, machines, push, signer, sms }, routerBatch);
