/** A path that asks for contacts who opted out of a channel, and goes straight to a marketing message on it. */
import type { Finding } from '../diagnostics/finding.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Condition } from '../language/condition.ts';
import type { Definition } from '../language/definition.ts';
import { isLeaf } from '../language/walk.ts';

export function consent(definition: Definition): readonly Finding[] {
  return Object.entries(definition.steps).flatMap(([id, step]): Finding[] => {
    if (step.kind !== 'branch') return [];
    return step.paths.flatMap(({ when, next }, i) =>
      optedOut(when)
        .filter((channel) => channelOf(definition, next) === channel)
        .map(
          (channel): Finding => ({
            code: 'MSG-05',
            at: `${child('/steps', id)}/paths/${i}/next`,
            detail: `The path is for contacts who opted out of ${channel}, and \`${next}\` sends them marketing by ${channel}.`,
            hint: 'Lead them elsewhere, or mark the message as `purpose: transactional` if it is.',
          }),
        ),
    );
  });
}

/** Channels that whoever passes has certainly opted out of. */
function optedOut(when: Condition): readonly string[] {
  if (isLeaf(when)) return when.kind === 'consent' && when.is === 'out' ? [when.channel] : [];
  return 'all' in when ? when.all.flatMap(optedOut) : [];
}

function channelOf({ steps }: Definition, id: string): string | undefined {
  const step = Object.hasOwn(steps, id) ? steps[id] : undefined;
  if (step?.kind !== 'send-email' && step?.kind !== 'send-sms') return undefined;
  if (step.purpose === 'transactional') return undefined;
  return step.kind === 'send-email' ? 'email' : 'sms';
}
