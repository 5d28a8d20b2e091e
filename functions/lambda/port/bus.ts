/** EventBridge, for functions that the manifest grants `bus`. */
import { eventBridgeBus } from '../../adapters/aws/bus.ts';
import { eventBridge } from '../../adapters/aws/clients.ts';
import type { Bus } from '../../ports/bus.ts';
import type { Environment } from '../environment.ts';

export const bus = (environment: Environment): Bus =>
  eventBridgeBus(eventBridge({}), environment.need('bus'));
