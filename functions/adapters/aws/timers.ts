/**
 * Timers as one-time schedules of EventBridge Scheduler, which deletes each when it has fired. The name is made of the run and its
 * generation, so that a timer set again is found. They call a function, never Step Functions: only the row knows what is to be done.
 */
import { createHash } from 'node:crypto';
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
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
/** After an hour the sweeper has looked sixty times. */
const OLDEST_SECONDS = 3600;
const ATTEMPTS = 10;

export function schedulerTimers(client: SchedulerClient, settings: TimerSettings): Timers {
  return {
    set: async (timers) => {
      const left = timers.values();
      const work = async (): Promise<void> => {
        for (const timer of left) await setOne(client, settings, timer);
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, timers.length) }, work));
    },
  };
}

async function setOne(
  client: SchedulerClient,
  { group, target, roleArn, dead }: TimerSettings,
  timer: Timer,
): Promise<void> {
  const command = new CreateScheduleCommand({
    Name: nameOf(timer),
    GroupName: group,
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
  });
  try {
    await client.send(command);
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
}

/** At most 64 letters, digits, `-`, `_` and `.`; a run's id is its tenant's own. */
function nameOf({ tenant, run, generation }: Timer): string {
  const hash = createHash('sha256').update(`${tenant}|${run}`).digest('hex').slice(0, 48);
  return `${hash}-${generation}`;
}

/** The second at or after the moment: never too early. */
const secondOf = (at: string): string =>
  new Date(Math.ceil(Date.parse(at) / 1000) * 1000).toISOString().slice(0, 19);
