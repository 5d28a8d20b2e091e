/** The HTTP API as a function of the manifest: web requests in, web responses out; the gateway's adapter is around it. */
import { createApi } from '../api/app.ts';
import type { ApiDeps } from '../api/deps.ts';

export const create = (deps: ApiDeps): ((request: Request) => Promise<Response>) => createApi(deps);
