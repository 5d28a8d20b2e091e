/** The Lambda `apply`. */
import { create } from '../handlers/apply.ts';
import { entry } from './entry.ts';

export const handler = entry({}, create);
