/** In the place of `@aws-sdk/client-scheduler`: setting a timer. */
import { randomUUID } from 'node:crypto';
import { type Client, clientOf } from './client.ts';
import { restCommand } from './command.ts';
import { Refusal, type RefusalFacts } from './refusal.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'scheduler', signing: 'scheduler', variable: 'SCHEDULER' };

type Input = { readonly Name: string };

/** The token makes an attempt after a lost answer the same request. */
export const CreateScheduleCommand = restCommand<Input>(
  ({ Name }) => `/schedules/${encodeURIComponent(Name)}`,
  ({ Name, ...schedule }) => ({ ...schedule, ClientToken: randomUUID() }),
);

export class ConflictException extends Refusal {}

export function SchedulerClient(options: Options): Client {
  return clientOf(SERVICE, options, errorOf);
}

const errorOf = (facts: RefusalFacts): Error =>
  facts.name === 'ConflictException' ? new ConflictException(facts) : new Refusal(facts);
