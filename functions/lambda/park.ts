/** The Lambda `park`. */
import { create } from '../handlers/park.ts';
import { entry } from './entry.ts';
import { machines } from './port/machines.ts';

export const handler = entry({ machines }, create);
