/**
 * Calls of other services, with the clients of AWS's SDK for JavaScript that the project has: `@aws-sdk/client-NAME` is loaded
 * when the first task needs it, and finds address, region and credentials in the environment (`AWS_ENDPOINT_URL_LAMBDA`, …).
 */
import type { JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { TaskFailed } from '../engine/invoke.ts';

export type Sdk = {
  /** Calls an action of a service. Rejects with what the client threw, or with `TaskFailed` where there is no such thing. */
  readonly call: (service: string, action: string, input: object) => Promise<object>;
};

type Client = { readonly send: (command: object) => Promise<object> };
type Made = new (settings: object) => object;

/** Unless the environment says more: an emulator asks for credentials, and takes any. */
export function openSdk(region: string): Sdk {
  const packages = new Map<string, Promise<{ readonly [name: string]: unknown }>>();
  const clients = new Map<string, Client>();

  const load = (service: string): Promise<{ readonly [name: string]: unknown }> => {
    const known = packages.get(service);
    if (known !== undefined) return known;
    const loaded = import(`@aws-sdk/client-${service}`).catch(() => {
      const hint = `This project has no package \`@aws-sdk/client-${service}\`: install it, or mock the state.`;
      throw new TaskFailed('Sojourn.NoClient', hint);
    });
    packages.set(service, loaded);
    return loaded;
  };

  return {
    call: async (service, action, input) => {
      const all = await load(service);
      const command = all[`${action.charAt(0).toUpperCase()}${action.slice(1)}Command`];
      if (!isClass(command))
        throw new TaskFailed('Sojourn.NoAction', `\`${service}\` has no action \`${action}\`.`);
      let client = clients.get(service);
      if (client === undefined) {
        client = clientIn(all, { region: process.env.AWS_REGION ?? region });
        clients.set(service, client);
      }
      return client.send(new command(input));
    },
  };
}

const isClass = (value: unknown): value is Made => typeof value === 'function';

const isClient = (value: object): value is Client => 'send' in value && typeof value.send === 'function';

/** The one client of a package: `LambdaClient`, beside the plain `Lambda` that has all methods. */
function clientIn(all: { readonly [name: string]: unknown }, settings: object): Client {
  const name = Object.keys(all).find((each) => each.endsWith('Client') && each !== '__Client');
  const made = name === undefined ? undefined : all[name];
  const client = isClass(made) ? new made(settings) : {};
  if (!isClient(client)) throw new TaskFailed('Sojourn.NoClient', 'The package has no client.');
  return client;
}

/** What a call of a service failed with, as a state machine sees it: `DynamoDb.ConditionalCheckFailedException`. */
export function failedCall(prefix: string, thrown: unknown): TaskFailed {
  if (thrown instanceof TaskFailed) return thrown;
  const [name, message] =
    thrown instanceof Error ? [thrown.name, thrown.message] : ['SdkClientException', String(thrown)];
  const known = /(Exception|Error)$/.test(name) && name !== 'Error' && name !== 'TypeError';
  return new TaskFailed(`${prefix}.${known ? name : 'SdkClientException'}`, message);
}

/** What a client answered, as data: without what it says of itself, bytes and moments as text. */
export function plain(answer: object): JsonObject {
  const { $metadata: _own, ...rest }: { $metadata?: unknown } = answer;
  return JSON.parse(JSON.stringify(rest));
}
