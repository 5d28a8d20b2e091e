/** One request over a kept connection, and its answer whole. Two patiences: for the connection, and for the answer. */
import type { Unsigned } from './sign.ts';

export type Answer = { readonly status: number; readonly named: string | undefined; readonly body: string };
export type Patience = { readonly connectMs: number; readonly answerMs: number };
export type Exchange = (to: URL, request: Unsigned) => Promise<Answer>;

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';
}

const SOCKETS = 50;

/** As many connections as the SDK's, kept between calls. */
export function exchanger({ connectMs, answerMs }: Patience): Exchange {
  // An `import` of `node:http` reads each of its exports, of which some load all of `fetch`: half of the time that we have.
  const http = process.getBuiltinModule('node:http');
  const https = process.getBuiltinModule('node:https');
  const plain = new http.Agent({ keepAlive: true, maxSockets: SOCKETS });
  const secure = new https.Agent({ keepAlive: true, maxSockets: SOCKETS });
  return (to, { method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const asked = { method, headers: { ...headers } };
      const sent =
        to.protocol === 'http:'
          ? http.request(new URL(path, to), { ...asked, agent: plain })
          : https.request(new URL(path, to), { ...asked, agent: secure });
      const late = setTimeout(() => sent.destroy(new TimeoutError(`no answer in ${answerMs} ms`)), answerMs);
      let connecting: NodeJS.Timeout | undefined;
      const over = (): void => {
        clearTimeout(late);
        clearTimeout(connecting);
      };
      sent.on('socket', (socket) => {
        if (!socket.connecting) return;
        connecting = setTimeout(
          () => sent.destroy(new TimeoutError(`no connection in ${connectMs} ms`)),
          connectMs,
        );
        socket.once('connect', () => clearTimeout(connecting));
      });
      const fail = (error: Error): void => {
        over();
        reject(error);
      };
      sent.on('error', fail);
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        const named = response.headers['x-amzn-errortype'];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          over();
          resolve({
            status: response.statusCode ?? 0,
            named: typeof named === 'string' ? named : undefined,
            body: Buffer.concat(chunks).toString(),
          });
        });
      });
      sent.end(body);
    });
}
