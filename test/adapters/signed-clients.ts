/** Has the adapters speak through our own clients, as hot functions do, so that the same tests hold both. */
import type { Plugin } from 'vite';
import { signedClient } from '../../infra/aws/signed-client.ts';

export const signedClients: Plugin = {
  name: 'signed-clients',
  enforce: 'pre',
  // Tests themselves keep the SDK: they make tables and look at machines.
  resolveId: (name, importer) =>
    importer?.includes('/functions/adapters/aws/') === true ? signedClient(name) : undefined,
};
