/**
 * The ports of one function. Store, clock, ids and log are everybody's; the rest a function names, so that its bundle holds only
 * the clients that it may use.
 */
import { dynamoDb } from '../adapters/aws/clients.ts';
import { dynamoStore } from '../adapters/aws/store/store.ts';
import { systemIds } from '../adapters/node/ids.ts';
import { recentStore } from '../adapters/node/recent-store.ts';
import type { Deps } from '../deps.ts';
import { memoryOf } from '../domain/memory.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { jsonLog } from './log.ts';
import { type Granted, none } from './none.ts';

export type Parts = {
  /** Whoever shows people what they have just changed reads everything anew. */
  readonly reads?: 'anew';
} & {
  readonly [Name in keyof Granted]?: (environment: Environment) => Granted[Name] | Promise<Granted[Name]>;
};

export type LambdaDeps = Deps &
  Granted & {
    /** A new call begins: cards that were read before count no more. */
    readonly begin: () => void;
  };

export async function openDeps(parts: Parts): Promise<LambdaDeps> {
  const environment = readEnvironment();
  const [machines, bus, timers, email, sms, push, files, outbound, signer] = await Promise.all([
    parts.machines?.(environment) ?? none.machines,
    parts.bus?.(environment) ?? none.bus,
    parts.timers?.(environment) ?? none.timers,
    parts.email?.(environment) ?? none.email,
    parts.sms?.(environment) ?? none.sms,
    parts.push?.(environment) ?? none.push,
    parts.files?.(environment) ?? none.files,
    parts.outbound?.(environment) ?? none.outbound,
    parts.signer?.(environment) ?? none.signer,
  ]);
  const clock = { now: Date.now };
  const table = dynamoStore(dynamoDb({}), environment.need('table'));
  const recent = recentStore(table, clock, memoryOf);
  return {
    begin: recent.forget,
    ...{ machines, bus, timers, email, sms, push, files, outbound, signer },
    store: parts.reads === 'anew' ? table : recent,
    clock,
    ids: systemIds,
    log: jsonLog,
    settings: { baseUrl: environment.need('baseUrl'), functionArn: environment.need('functionArn') },
  };
}
