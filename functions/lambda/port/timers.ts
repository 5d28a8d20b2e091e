/** EventBridge Scheduler, for functions that the manifest grants `timers`. */
import { scheduler } from '../../adapters/aws/clients.ts';
import { schedulerTimers } from '../../adapters/aws/timers.ts';
import type { Timers } from '../../ports/timers.ts';
import type { Environment } from '../environment.ts';

export const timers = (environment: Environment): Timers =>
  schedulerTimers(scheduler({}), {
    group: environment.need('timerGroup'),
    target: `${environment.need('functionArn')}timer`,
    roleArn: environment.need('timerRole'),
    dead: environment.need('timerDead'),
  });
