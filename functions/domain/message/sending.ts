/** A step that sends, and everything that its message is made from. */
import type { Step, StepOf } from '../../../workflow-compiler/language/step.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { TenantRow } from '../tenant/row.ts';
import type { Sender } from './compose.ts';
import type { SendingRules } from './gate.ts';
import type { Scope } from './render.ts';
import type { Made } from './row.ts';
import type { Links } from './token.ts';

export type Sending = StepOf<'send-email'> | StepOf<'send-sms'> | StepOf<'notify-email'>;

/** A step that sends. */
export const sendingOf = (step: Step | undefined): Sending | undefined =>
  step?.kind === 'send-email' || step?.kind === 'send-sms' || step?.kind === 'notify-email'
    ? step
    : undefined;

/** Everything that the message is made from. */
export type Material = {
  readonly card: Card;
  readonly rules: SendingRules;
  readonly tenant: TenantRow | undefined;
  readonly from: Sender;
  readonly scope: Scope;
  readonly links: Links;
};

/** Whom a mail to the contact is addressed to. */
export function recipientOf({ firstName, lastName, email = '' }: Card): Made['to'] {
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return { ...(name === '' ? {} : { name }), email };
}
