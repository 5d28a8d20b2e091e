/** A step that sends, and everything that its message is made from. */
import { isMessage, type MessageStep } from '../../../workflow-compiler/language/channel.ts';
import type { Step, StepOf } from '../../../workflow-compiler/language/step.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { TenantRow } from '../tenant/row.ts';
import type { Sender } from './compose.ts';
import type { SendingRules } from './gate.ts';
import type { Scope } from './render.ts';
import type { Made } from './row.ts';
import type { Links } from './token.ts';

export type Sending = MessageStep | StepOf<'notify-email'>;

/** A step that sends. */
export const sendingOf = (step: Step | undefined): Sending | undefined =>
  isMessage(step) || step?.kind === 'notify-email' ? step : undefined;

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
