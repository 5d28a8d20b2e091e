/** Addresses that exist. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import { emailAddress } from '../addresses.ts';
import type { StepPlace } from '../step.ts';

export function notifyEmail({ to }: StepOf<'notify-email'>, { at }: StepPlace): readonly Finding[] {
  return to.flatMap((address, i) => emailAddress(address, `${at}/to/${i}`));
}
