/** In the place of `@aws-sdk/client-scheduler`: setting, moving and removing a timer. */
import { randomUUID } from 'node:crypto';
import { type Client, clientOf } from './client.ts';
import { deleteCommand, restCommand } from './command.ts';
import { Refusal, refusalOf } from './refusal.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'scheduler', signing: 'scheduler', variable: 'SCHEDULER' };

type Input = { readonly Name: string; readonly GroupName: string };

const pathOf = ({ Name }: Input): string => `/schedules/${encodeURIComponent(Name)}`;
/** The token makes an attempt after a lost answer the same request. */
const withToken = ({ Name: _name, ...schedule }: Input) => ({ ...schedule, ClientToken: randomUUID() });
const tokenQuery = (): string => `clientToken=${randomUUID()}`;

export const CreateScheduleCommand = restCommand<Input>(pathOf, withToken);
export const UpdateScheduleCommand = restCommand<Input>(pathOf, withToken, 'PUT');
export const DeleteScheduleCommand = deleteCommand<Input>(
  (input) => `${pathOf(input)}?${tokenQuery()}&groupName=${encodeURIComponent(input.GroupName)}`,
);

export class ConflictException extends Refusal {}
export class ResourceNotFoundException extends Refusal {}

export function SchedulerClient(options: Options): Client {
  return clientOf(SERVICE, options, refusalOf({ ConflictException, ResourceNotFoundException }));
}
