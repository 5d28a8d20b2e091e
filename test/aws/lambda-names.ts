/** Before the emulator's Lambda: gives errors of functions the names back that the emulator takes from them (`in-lambda.mjs`). */
import { request as ask, createServer } from 'node:http';
import { listening } from '../adapters/listening.ts';

/** Answers the address to invoke functions at. */
export async function nameErrors(endpoint: string): Promise<string> {
  const { hostname, port } = new URL(endpoint);
  const server = createServer((request, response) => {
    const { method, headers, url: path } = request;
    const asked = ask({ hostname, port, path, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = named(Buffer.concat(chunks).toString());
        const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, rest);
        response.end(body);
      });
    });
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  });
  const { url } = await listening(server);
  server.unref();
  return url;
}

function named(body: string): string {
  if (!body.includes('Runtime.HandlerError')) return body;
  try {
    const { errorMessage = '' }: { errorMessage?: string } = JSON.parse(body);
    const inner: unknown = JSON.parse(errorMessage);
    return typeof inner === 'object' && inner !== null && 'errorType' in inner ? errorMessage : body;
  } catch {
    return body;
  }
}
