/**
 * The ports of one function. Store, clock, ids and log are everybody's; the rest a function names, so that its bundle holds only
 * the clients that it may use.
 */
import { dynamoDb } from '../adapters/aws/clients.ts';
import { dynamoStore } from '../adapters/aws/store/store.ts';
import { systemIds } from '../adapters/node/ids.ts';
import type { Deps } from '../deps.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { jsonLog } from './log.ts';
import { type Granted, none } from './none.ts';

export type Parts = {
  readonly [Name in keyof Granted]?: (environment: Environment) => Granted[Name] | Promise<Granted[Name]>;
};

export type LambdaDeps = Deps & Granted;

export async function openDeps(parts: Parts): Promise<LambdaDeps> {
  const environment = readEnvironment();
  const [machines, bus, timers, email, sms, files, outbound, signer] = await Promise.all([
    parts.machines?.(environment) ?? none.machines,
    parts.bus?.(environment) ?? none.bus,
    parts.timers?.(environment) ?? none.timers,
    parts.email?.(environment) ?? none.email,
    parts.sms?.(environment) ?? none.sms,
    parts.files?.(environment) ?? none.files,
    parts.outbound?.(environment) ?? none.outbound,
    parts.signer?.(environment) ?? none.signer,
  ]);
  return {
    ...{ machines, bus, timers, email, sms, files, outbound, signer },
    store: dynamoStore(dynamoDb({}), environment.need('table')),
    clock: { now: Date.now },
    ids: systemIds,
    log: jsonLog,
    settings: { baseUrl: environment.need('baseUrl'), functionArn: environment.need('functionArn') },
  };
}
