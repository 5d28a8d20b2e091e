/** The Lambda `feed`. */
import { entry } from './entry.ts';
import { feedBatch } from './feed-batch.ts';
import { bus } from './port/bus.ts';
import { timers } from './port/timers.ts';

export const handler = entry({ bus, timers }, feedBatch);
