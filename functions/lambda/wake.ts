/** The Lambda `wake`. */
import { create } from '../handlers/wake.ts';
import { entry } from './entry.ts';

export const handler = entry({}, create);
