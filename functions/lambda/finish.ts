/** The Lambda `finish`. */
import { create } from '../handlers/finish.ts';
import { entry } from './entry.ts';

export const handler = entry({}, create);
