/** The Lambda `track`. */
import { create } from '../handlers/track.ts';
import { entry } from './entry.ts';
import { http } from './http.ts';
import { signer } from './port/signer.ts';

export const handler = entry({ signer }, (deps) => http(create(deps)));
