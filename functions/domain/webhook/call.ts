/**
 * Calls a webhook as one turn of a run: at least once, with a key by which the receiver knows a repetition, and a signature by
 * which it knows us. 2xx is done; 429 and 5xx and silence are tried again; anything else never works.
 */
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Deps } from '../../deps.ts';
import type { OutboundAnswer } from '../../ports/outbound.ts';
import { readCard } from '../contact/find.ts';
import { contactScope, scopeOf } from '../message/context.ts';
import { Throttled, Transient } from '../run/errors.ts';
import type { Frame, Hold, Settled } from '../run/settle.ts';
import { readTenant } from '../tenant/tenant.ts';
import { readVersion } from '../workflow/pinned.ts';
import { composeWebhook } from './compose.ts';

const TIMEOUT_MS = 20_000;
/** As much of an answer as history keeps. */
const NOTED_CHARACTERS = 2048;

export async function callWebhook(deps: Deps, frame: Frame, hold: Hold): Promise<Settled> {
  const [first] = frame.steps;
  if (first?.step.kind !== 'webhook')
    throw new Error(`call was asked to do ${first?.step.kind ?? 'nothing'}`);
  const { id, step } = first;
  const { owner, row } = frame;
  const card = await readCard(deps.store, owner.tenant, owner.contact);
  if (card === undefined)
    return { kind: 'settled', entries: [{ step: id, did: 'skipped', why: 'the contact was erased' }] };
  const request = await compose(deps, frame, id, step, card);
  if (!request.ok) return rejected(id, request.reason);
  // Whoever decided that it is called has said so on disk before anybody outside hears of it.
  await hold.stand();
  const seconds = Math.floor(frame.now / 1000);
  const signature = deps.signer.signWebhook(owner.tenant, `${seconds}.${request.body ?? ''}`);
  const answer = await deps.outbound.call({
    method: request.method,
    url: request.url,
    headers: {
      ...request.headers,
      'Idempotency-Key': `${row.run}.${row.turn}`,
      'Sojourn-Signature': `t=${seconds},v1=${signature}`,
    },
    ...(request.body === undefined ? {} : { body: request.body }),
    timeoutMs: TIMEOUT_MS,
  });
  return judge(id, answer);
}

async function compose(deps: Deps, frame: Frame, id: string, step: StepOf<'webhook'>, card: Card) {
  const { owner, row, now } = frame;
  const [tenant, version] = await Promise.all([
    readTenant(deps.store, owner.tenant),
    readVersion(deps.store, owner.tenant, row.workflow, row.version),
  ]);
  const scope = scopeOf({
    card,
    row,
    title: version?.definition.title,
    tenant: { id: owner.tenant, name: tenant?.name },
    now,
  });
  return composeWebhook(step, scope, summary(frame, id, card));
}

/** The body of a step without one. */
function summary({ row, now }: Frame, step: string, card: Card): JsonObject {
  const { email = null, phone = null, firstName = null, lastName = null } = card;
  const { score = null, tags = null, lists = null } = contactScope(card, now);
  return {
    workflow: row.workflow,
    version: row.version,
    step,
    run: row.run,
    contact: { id: card.id, email, phone, firstName, lastName, details: card.details, score, tags, lists },
    event: row.event === undefined ? null : { ...row.event },
  };
}

function rejected(step: string, why: string): Settled {
  return { kind: 'settled', entries: [{ step, did: 'rejected', why }], rejected: why };
}

/** What an answer comes to. Throws `Throttled` and `Transient` for answers that may be better next time. */
export function judge(step: string, answer: OutboundAnswer): Settled {
  if (answer.outcome === 'refused') return rejected(step, `the call was refused: ${answer.reason}`);
  if (answer.outcome === 'failed') throw new Transient(answer.reason);
  const { status, body } = answer;
  const said = `${status}${body.trim() === '' ? '' : `: ${body.trim().slice(0, NOTED_CHARACTERS)}`}`;
  if (status >= 200 && status < 300)
    return { kind: 'settled', entries: [{ step, did: 'called', why: `answered ${said}` }] };
  if (status === 429 || status === 503) throw new Throttled(`answered ${said.slice(0, 200)}`);
  if (status >= 500) throw new Transient(`answered ${said.slice(0, 200)}`);
  if (status >= 300 && status < 400) return rejected(step, `answered ${status}; redirects are not followed`);
  return rejected(step, `answered ${said}`);
}
