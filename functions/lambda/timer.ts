/** The Lambda `timer`. */
import { create } from '../handlers/timer.ts';
import { entry } from './entry.ts';
import { machines } from './port/machines.ts';

export const handler = entry({ machines }, create);
