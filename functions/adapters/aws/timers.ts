/**
 * Timers as one-time schedules of EventBridge Scheduler, which deletes each when it has fired. The name is made of the run, so that
 * one set again moves: what is paid for is a schedule that fires. They call a function, never Step Functions: only the row knows
 * what is to be done.
 */
import { createHash } from 'node:crypto';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Timer, Timers } from '../../ports/timers.ts';

export type TimerSettings = {
  readonly group: string;
  /** ARN of the function that is called. */
  readonly target: string;
  /** What the scheduler may do: call that function, and keep what it could not deliver. */
  readonly roleArn: string;
  /** ARN of the queue for timers that could not be delivered. */
  readonly dead: string;
};

/** Requests under way at once; the service takes 1,000 a second from a whole account. */
const AT_ONCE = 16;
/** A day, and as often as the service goes; then it is kept with the dead, and an alarm rings. */
const OLDEST_SECONDS = 86_400;
const ATTEMPTS = 185;
/** What is due already fires at the next moment that the service still accepts. */
const SOON_MS = 1000;

export function schedulerTimers(client: SchedulerClient, settings: TimerSettings): Timers {
  return {
    lasting: true,
    set: async (timers) => {
      const left = timers.values();
      const work = async (): Promise<void> => {
        for (const timer of left) await setOne(client, settings, timer);
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, timers.length) }, work));
    },
  };
}

async function setOne(client: SchedulerClient, settings: TimerSettings, timer: Timer): Promise<void> {
  const schedule = { Name: nameOf(timer), GroupName: settings.group };
  const { at } = timer;
  if (at === undefined) {
    await unless(ResourceNotFoundException, client.send(new DeleteScheduleCommand(schedule)));
    return;
  }
  const whole = { ...schedule, ...firingAt(settings, { ...timer, at }) };
  for (;;) {
    if (await unless(ConflictException, client.send(new CreateScheduleCommand(whole)))) return;
    // It may fire and go between the two: then there is room for a new one.
    if (await unless(ResourceNotFoundException, client.send(new UpdateScheduleCommand(whole)))) return;
  }
}

/** Whether it was done; `false` for the one refusal that is expected. */
async function unless(
  refusal: typeof ConflictException | typeof ResourceNotFoundException,
  done: Promise<unknown>,
): Promise<boolean> {
  try {
    await done;
    return true;
  } catch (error) {
    if (error instanceof refusal) return false;
    throw error;
  }
}

const firingAt = ({ target, roleArn, dead }: TimerSettings, timer: Timer & { readonly at: string }) =>
  ({
    ScheduleExpression: `at(${secondOf(timer.at)})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: target,
      RoleArn: roleArn,
      Input: JSON.stringify(timer),
      DeadLetterConfig: { Arn: dead },
      RetryPolicy: { MaximumEventAgeInSeconds: OLDEST_SECONDS, MaximumRetryAttempts: ATTEMPTS },
    },
  }) as const;

/** At most 64 letters, digits, `-`, `_` and `.`; a run's id is its tenant's own. */
const nameOf = ({ tenant, run }: Timer): string =>
  createHash('sha256').update(`${tenant}|${run}`).digest('hex').slice(0, 64);

/** The second at or after the moment, never too early, and still to come when the service hears of it. */
const secondOf = (at: string): string =>
  new Date(Math.ceil(Math.max(Date.parse(at), Date.now() + SOON_MS) / 1000) * 1000)
    .toISOString()
    .slice(0, 19);
