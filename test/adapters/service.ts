/** A service of AWS that answers by script, over real HTTP: what clients and adapters do with refusals and silence. */
import { createServer } from 'node:http';
import type { ClientOptions } from '../../functions/adapters/aws/clients.ts';
import { listening } from './listening.ts';

/** `drop`: the connection breaks after the request was read. */
export type Answer = { readonly status?: number; readonly error?: string; readonly body?: object } | 'drop';

export type Asked = { readonly target: string; readonly path: string; readonly body: Said };

/** What a request says, as far as tests look at it. */
type Said = {
  readonly Item?: object;
  readonly ClientRequestToken?: string;
  readonly ExpressionAttributeValues?: { readonly [name: string]: object };
  readonly RequestItems?: { readonly table?: { readonly Keys?: readonly object[] } };
  readonly Entries?: readonly { readonly Detail: string }[];
};

export type Service = {
  readonly options: Required<ClientOptions>;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
};

/** `answer` is asked in order; `at` counts from 0. */
export async function scripted(answer: (request: Asked, at: number) => Answer): Promise<Service> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const heading = request.headers['x-amz-target'];
    const one: Asked = {
      target: typeof heading === 'string' ? heading.replace(/^.*\./, '') : '',
      path: request.url ?? '',
      body: JSON.parse(Buffer.concat(chunks).toString() || '{}'),
    };
    asked.push(one);
    const given = answer(one, asked.length - 1);
    if (given === 'drop') {
      request.socket.destroy();
      return;
    }
    const { status = given.error === undefined ? 200 : 400, error, body = {} } = given;
    response.writeHead(status, {
      'Content-Type': 'application/x-amz-json-1.0',
      ...(error === undefined ? {} : { 'x-amzn-ErrorType': error }),
    });
    response.end(JSON.stringify(error === undefined ? body : { __type: error, message: 'as told', ...body }));
  });
  const { url, close } = await listening(server);
  return {
    asked,
    options: {
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    close,
  };
}
