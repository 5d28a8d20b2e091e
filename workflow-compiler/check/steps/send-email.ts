/** One clear body, and addresses that exist. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import { emailAddress } from '../addresses.ts';
import type { StepPlace } from '../step.ts';

export function sendEmail(step: StepOf<'send-email'>, { at }: StepPlace): readonly Finding[] {
  return [
    ...body(step, at),
    ...emailAddress(step.from?.email, `${at}/from/email`),
    ...emailAddress(step.replyTo, `${at}/replyTo`),
  ];
}

function body({ text, html, mjml }: StepOf<'send-email'>, at: string): readonly Finding[] {
  if (html !== undefined && mjml !== undefined)
    return [
      {
        code: 'STEP-03',
        at: `${at}/mjml`,
        detail: 'The email has both an `html` and an `mjml` body.',
        hint: 'Keep one of them.',
        related: [`${at}/html`],
      },
    ];
  return text === undefined && html === undefined && mjml === undefined
    ? [
        {
          code: 'STEP-03',
          at,
          detail: 'The email has no body.',
          hint: 'Add `text`, `html` or `mjml`.',
        },
      ]
    : [];
}
