/** The Lambda `call`. */
import { create } from '../handlers/call.ts';
import { entry } from './entry.ts';
import { outbound } from './port/outbound.ts';
import { signer } from './port/signer.ts';

export const handler = entry({ outbound, signer }, create);
