/**
 * Waits that end at a time of the week at which the sending window is always shut, straight before a message: it never
 * goes out when the wait ends, but is held until the window opens.
 */
import type { Finding } from '../../diagnostics/finding.ts';
import { quoteList } from '../../diagnostics/near.ts';
import { child } from '../../diagnostics/pointer.ts';
import { isMessage } from '../../language/channel.ts';
import { isEverOpen } from '../ways/clock.ts';
import type { Proof } from './proof.ts';

export const window: Proof = ({ definition, at }) => {
  const { sending, steps } = definition;
  if (sending?.days === undefined && sending?.hours === undefined) return [];
  const shut = new Map<string, string[]>();
  for (const [id, step] of Object.entries(steps)) {
    const clock = isMessage(step) ? at(id)?.clock : undefined;
    if (clock !== undefined && !isEverOpen(sending, clock))
      shut.set(clock.wait, [...(shut.get(clock.wait) ?? []), id]);
  }
  return [...shut].map(([wait, messages]): Finding => {
    const step = steps[wait];
    const field = step?.kind !== 'wait' ? '' : step.day ? '/day' : step.date ? '/date' : '/until';
    return {
      code: 'MSG-07',
      at: child('/steps', wait) + field,
      detail: `When this wait ends, \`sending\` allows no message: ${quoteList(messages)} is held until the next opening.`,
      hint: 'Wait for a time inside `sending.days` and `sending.hours`, or widen those.',
      related: ['/sending', ...messages.map((id) => child('/steps', id))],
    };
  });
};
