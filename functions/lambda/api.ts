/** The Lambda `api`. Files of imports have no home on AWS yet: an upload is refused, and says so. */
import { openIdPeople } from '../adapters/node/people.ts';
import type { ApiDeps } from '../api/deps.ts';
import { Problem } from '../api/problem.ts';
import { create } from '../handlers/api.ts';
import type { Files } from '../ports/files.ts';
import { entry } from './entry.ts';
import { readEnvironment } from './environment.ts';
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
  http(create({ ...deps, ...people(), files, wakeImporter: () => {} })),
);

/** People come with tokens where an identity provider was named when this was deployed. */
function people(): Pick<ApiDeps, 'people'> {
  const { find, need } = readEnvironment();
  const issuer = find('issuer');
  return issuer === undefined ? {} : { people: openIdPeople({ issuer, audience: need('audience') }) };
}
