/** The Lambda `api`. Imports are taken up by the function `importer`, which looks for them every minute; other jobs by `jobs`. */
import { openIdPeople } from '../adapters/node/people.ts';
import type { ApiDeps } from '../api/deps.ts';
import { create } from '../handlers/api.ts';
import { entry } from './entry.ts';
import { readEnvironment } from './environment.ts';
import { http } from './http.ts';
import { files } from './port/files.ts';
import { machines } from './port/machines.ts';
import { signer } from './port/signer.ts';
import { suppressions } from './port/suppressions.ts';
import { spill } from './spill.ts';

export const handler = entry({ files, machines, signer, reads: 'anew' }, (deps) =>
  http(
    spill(
      deps,
      create({
        ...deps,
        ...people(),
        wakeImporter: () => {},
        wakeJobs: () => {},
        suppressions: suppressions(readEnvironment()),
      }),
    ),
  ),
);

/** People come with tokens where an identity provider was named when this was deployed. */
function people(): Pick<ApiDeps, 'people'> {
  const { find, need } = readEnvironment();
  const issuer = find('issuer');
  return issuer === undefined ? {} : { people: openIdPeople({ issuer, audience: need('audience') }) };
}
