/** The Lambda `timer`. */
import { create } from '../handlers/timer.ts';
import { entry } from './entry.ts';
import { machines } from './port/machines.ts';
import { timers } from './port/timers.ts';

export const handler = entry({ machines, timers }, create);
