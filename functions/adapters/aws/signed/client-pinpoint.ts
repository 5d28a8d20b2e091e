/** In the place of `@aws-sdk/client-pinpoint`: `SendMessages`. The whole answer is the member `MessageResponse`. */
import { type Client, clientOf } from './client.ts';
import { restCommand } from './command.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'pinpoint', signing: 'mobiletargeting', variable: 'PINPOINT' };

type Input = { readonly ApplicationId: string; readonly MessageRequest: object };

export const SendMessagesCommand = restCommand<Input>(
  ({ ApplicationId }) => `/v1/apps/${encodeURIComponent(ApplicationId)}/messages`,
  ({ MessageRequest }) => MessageRequest,
);

export function PinpointClient(options: Options): Client {
  const client = clientOf(SERVICE, options);
  return { ...client, send: async (asked) => ({ MessageResponse: await client.send(asked) }) };
}
