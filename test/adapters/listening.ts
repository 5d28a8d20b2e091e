import type { Server } from 'node:http';

/** A server on a free port of this machine. `close` does not wait for connections that are kept open. */
export type Listening = { readonly url: string; readonly close: () => Promise<void> };

export async function listening(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
