/** The Lambda `router`. */
import { entry } from './entry.ts';
import { machines } from './port/machines.ts';
import { routerBatch } from './router-batch.ts';

export const handler = entry({ machines }, routerBatch);
