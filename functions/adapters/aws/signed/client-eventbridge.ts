/** In the place of `@aws-sdk/client-eventbridge`: putting events. */
import { type Client, clientOf } from './client.ts';
import { jsonCommand } from './command.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'events', signing: 'events', variable: 'EVENTBRIDGE' };

export const PutEventsCommand = jsonCommand('1.1', 'AWSEvents')('PutEvents');

export function EventBridgeClient(options: Options): Client {
  return clientOf(SERVICE, options);
}
