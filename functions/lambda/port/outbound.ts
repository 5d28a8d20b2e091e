/** Webhooks, for functions that the manifest grants `outbound`. Private addresses are refused as everywhere. */
import { createOutbound } from '../../adapters/node/outbound.ts';
import type { Outbound } from '../../ports/outbound.ts';

export const outbound = (): Outbound => createOutbound();
