/** The Lambda `decide`. */
import { create } from '../handlers/decide.ts';
import { entry } from './entry.ts';

export const handler = entry({}, create);
