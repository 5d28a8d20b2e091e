/** A sender that networks take. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import type { StepPlace } from '../step.ts';

/** A number in international or short form, or an alphanumeric sender id (GSM: 11 characters, at least one letter). */
const SENDER = /^(\+?[0-9]{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/;

export function sendSms({ sender }: StepOf<'send-sms'>, { at }: StepPlace): readonly Finding[] {
  return sender === undefined || SENDER.test(sender)
    ? []
    : [
        {
          code: 'STEP-12',
          at: `${at}/sender`,
          detail: `No network takes \`${sender}\` as a sender.`,
          hint: 'Give a phone number, or up to 11 letters, digits and spaces.',
        },
      ];
}
