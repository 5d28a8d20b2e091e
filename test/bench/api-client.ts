/** The other end of the API's measurements, in a process of its own: so many requests over so many kept connections. */
import { Agent, request } from 'node:http';

export type Calls = {
  readonly url: string;
  readonly key: string;
  readonly what: Asked;
  readonly requests: number;
  /** Index of the first, so that no request is made twice. */
  readonly from: number;
};
export type Asked = 'event' | 'contact' | 'runs';

const AT_ONCE = 32;
export const PEOPLE = 1000;

const asked: { readonly [what in Asked]: (index: number) => readonly [string, string, object?] } = {
  event: (index) => [
    'POST',
    '/v1/events',
    {
      type: 'external.occurred',
      contact: { id: `c${index % PEOPLE}` },
      id: `e${index}`,
      properties: {
        name: 'order',
        amount: 19.9 + (index % 100),
        currency: 'EUR',
        items: [`sku-${index % 50}`],
      },
    },
  ],
  contact: (index) => [
    'POST',
    '/v1/contacts',
    {
      email: `person.${index}@example.com`,
      firstName: 'Person',
      lastName: `Number ${index}`,
      tags: ['VIP'],
      lists: ['newsletter'],
      details: { plan: index % 3 === 0 ? 'pro' : 'free', visits: index % 17 },
    },
  ],
  runs: () => ['GET', '/v1/runs?workflow=carry&limit=50'],
};

/** Resolves when all are answered; throws when one is refused. */
async function callAll({ url, key, what, requests, from }: Calls): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let next = from;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < from + requests; index = next++) {
      const [method, path, body] = asked[what](index);
      await call(agent, `${url}${path}`, method, key, body);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  agent.destroy();
}

function call(
  agent: Agent,
  url: string,
  method: string,
  key: string,
  body: object | undefined,
): Promise<void> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${key}`,
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  };
  return new Promise((resolve, reject) => {
    const going = request(url, { agent, method, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`${method} ${url}: ${response.statusCode}`));
      });
    });
    going.on('error', reject);
    going.end(text);
  });
}

const argument = process.argv[2];
if (argument !== undefined && process.send !== undefined && import.meta.filename === process.argv[1]) {
  await callAll(JSON.parse(argument));
  process.send('done');
  process.disconnect();
}
