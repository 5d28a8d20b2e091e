/** The Lambda `api`. Files of imports have no home on AWS yet: an upload is refused, and says so. */
import { Problem } from '../api/problem.ts';
import { create } from '../handlers/api.ts';
import type { Files } from '../ports/files.ts';
import { entry } from './entry.ts';
import { http } from './http.ts';
import { machines } from './port/machines.ts';
import { signer } from './port/signer.ts';

const files: Files = {
  write: async () => {
    throw new Problem('unavailable', 'Imports are not offered on AWS yet; send contacts one by one.');
  },
  read: async () => undefined,
  remove: async () => {},
};

export const handler = entry({ machines, signer }, (deps) =>
  http(create({ ...deps, files, wakeImporter: () => {} })),
);
