/**
 * Ways that lead contacts who opted out of a channel to a marketing message on it, however many steps later, unless a
 * branch asks again in between. The message is skipped for them, unless they opted in meanwhile.
 */
import type { Finding } from '../../diagnostics/finding.ts';
import { quoteList } from '../../diagnostics/near.ts';
import { child } from '../../diagnostics/pointer.ts';
import { marketingBy } from '../../language/channel.ts';
import { has } from '../ways/facts.ts';
import type { Ways } from '../ways/ways.ts';
import type { Proof } from './proof.ts';

export const optedOut: Proof = (ways) => {
  const { definition, optedOut: asked } = ways;
  return asked.origins.flatMap(({ branch, path, channel }, number): Finding[] => {
    const mails = messagesBehind(ways, number, channel);
    const step = definition.steps[branch];
    if (mails.length === 0 || step?.kind !== 'branch') return [];
    const next = path < step.paths.length ? `/paths/${path}/next` : '/otherwise';
    return [
      {
        code: 'MSG-05',
        at: child('/steps', branch) + next,
        detail: `This way is for contacts who take no marketing by ${channel}, and it leads to ${quoteList(mails)}, marketing by ${channel}.`,
        hint: 'Lead them elsewhere, or mark the message as `purpose: transactional` if it is.',
        related: mails.map((id) => child('/steps', id)),
      },
    ];
  });
};

function messagesBehind({ definition, at }: Ways, origin: number, channel: string): readonly string[] {
  return Object.entries(definition.steps).flatMap(([id, step]) => {
    const facts = marketingBy(step) === channel ? at(id) : undefined;
    return facts !== undefined && has(facts.optedOut, origin) ? [id] : [];
  });
}
