/** Ports of a function that was not given them: each call is a mistake of ours, and says so. */
import type { Deps } from '../deps.ts';
import type { Files } from '../ports/files.ts';

class NotGranted extends Error {
  override readonly name = 'NotGranted';
}

const refuse = (port: string) => (): never => {
  throw new NotGranted(`This function has no ${port}: see its grants in the manifest.`);
};

/** A channel is asked whether it commits with the claim before it is asked to deliver. */
const channel = (name: string) => ({ commitsWithClaim: false, deliver: refuse(name) });

/** Ports that a function must be granted. Files are the API's, the importer's and the jobs' alone. */
export type Granted = Pick<
  Deps,
  'machines' | 'bus' | 'timers' | 'email' | 'sms' | 'push' | 'outbound' | 'signer'
> & {
  readonly files: Files;
};

export const none: Granted = {
  machines: {
    create: refuse('machines'),
    remove: refuse('machines'),
    start: refuse('machines'),
    succeed: refuse('machines'),
    fail: refuse('machines'),
    stop: refuse('machines'),
    status: refuse('machines'),
  },
  bus: { publish: refuse('bus') },
  timers: { lasting: true, set: refuse('timers') },
  email: channel('email'),
  sms: channel('SMS'),
  push: channel('push messages'),
  files: {
    write: refuse('files'),
    read: refuse('files'),
    size: refuse('files'),
    remove: refuse('files'),
    removeAll: refuse('files'),
  },
  outbound: { call: refuse('outbound') },
  signer: {
    sign: refuse('signer'),
    verify: refuse('signer'),
    signWebhook: refuse('signer'),
    webhookSecret: refuse('signer'),
  },
};
