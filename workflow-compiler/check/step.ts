/** What one step must satisfy by itself: one entry for each kind; kinds that the schema checks entirely say so. */
import type { Finding } from '../diagnostics/finding.ts';
import { child } from '../diagnostics/pointer.ts';
import { byKind, type PerStep } from '../language/by-kind.ts';
import type { Definition } from '../language/definition.ts';
import { adjustScore } from './steps/adjust-score.ts';
import { branch } from './steps/branch.ts';
import { goal } from './steps/goal.ts';
import { notifyEmail } from './steps/notify-email.ts';
import { sendEmail } from './steps/send-email.ts';
import { sendPush } from './steps/send-push.ts';
import { sendSms } from './steps/send-sms.ts';
import { setDetail } from './steps/set-detail.ts';
import { split } from './steps/split.ts';
import { wait } from './steps/wait.ts';
import { waitForEvent } from './steps/wait-for-event.ts';
import { webhook } from './steps/webhook.ts';

export type StepPlace = {
  readonly id: string;
  readonly at: string;
  /** `host:port` that webhooks may call although it is private. */
  readonly privateHosts: readonly string[];
};

/** The schema says all there is to say. */
const bySchema = (): readonly Finding[] => [];

const table: PerStep<[StepPlace], readonly Finding[]> = {
  branch,
  split,
  wait,
  'wait-for-event': waitForEvent,
  jump: bySchema,
  exit: bySchema,
  goal,
  'send-email': sendEmail,
  'send-sms': sendSms,
  'send-push': sendPush,
  'notify-email': notifyEmail,
  webhook,
  'add-tag': bySchema,
  'remove-tag': bySchema,
  'set-detail': setDetail,
  'adjust-score': adjustScore,
  'add-to-list': bySchema,
  'remove-from-list': bySchema,
  'emit-event': bySchema,
};

export function steps(definition: Definition, privateHosts: readonly string[]): readonly Finding[] {
  return Object.entries(definition.steps).flatMap(([id, step]) =>
    byKind(table, step, { id, at: child('/steps', id), privateHosts }),
  );
}
