/** What is asked about this run's messages: a way to the question must send the message, or the answer is always no. */
import type { Finding } from '../../diagnostics/finding.ts';
import { ownMessages } from '../messages.ts';
import type { Proof } from './proof.ts';

export const sentBefore: Proof = (ways) =>
  ownMessages(ways.definition).flatMap(({ message, at, step }): readonly Finding[] => {
    const facts = ways.at(step);
    // A goal is asked from anywhere; what is never reached is told as that.
    if (facts === undefined || ways.definition.steps[step]?.kind === 'goal') return [];
    const sent = ways.passes(facts, message);
    if (sent === 'always') return [];
    return [sent === 'never' ? neverSent(step, message, at) : notAlwaysSent(step, message, at)];
  });

const neverSent = (step: string, message: string, at: string): Finding => ({
  code: 'MSG-01',
  at,
  detail: `No way to \`${step}\` sends \`${message}\`, so the answer is always no.`,
  hint: 'Ask about a message that is sent before, or move the question behind it.',
});

const notAlwaysSent = (step: string, message: string, at: string): Finding => ({
  code: 'MSG-02',
  at,
  detail: `There is a way to \`${step}\` that does not send \`${message}\`.`,
  hint: 'If that is meant, leave it: on that way the answer is no.',
});
