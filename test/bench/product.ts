/** The whole product at the same work as the journal: contact, event, feed, routing, claims, history and counts, all durable. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { recordEvent } from '../../functions/domain/event/record.ts';
import { isContactId, isTenantId } from '../../functions/domain/ids.ts';
import { readReport } from '../../functions/domain/report/counts.ts';
import { createTenant } from '../../functions/domain/tenant/tenant.ts';
import { saveDraft } from '../../functions/domain/workflow/draft.ts';
import { startWorkflow } from '../../functions/domain/workflow/lifecycle.ts';
import { publish } from '../../functions/domain/workflow/publish.ts';
import { openRuntime } from '../../infra/local/runtime.ts';

const FLOW = `
language: 1
name: carry
triggers: [{ on: external.occurred, name: start }]
start: first
steps:
  first: { kind: send-email, subject: "Hello {{ contact.firstName }}", text: "Hello {{ contact.firstName }}", from: { email: a@example.com }, next: pause }
  pause: { kind: wait, for: 1 second, next: which }
  which:
    kind: branch
    paths:
      - id: pro
        when: { all: [{ kind: detail, name: plan, op: equals, value: pro }, { kind: detail, name: visits, op: greater, value: 3 }] }
        next: second
    otherwise: tag
  second: { kind: send-email, subject: "For you, {{ contact.firstName }}", text: "More", from: { email: a@example.com }, next: end }
  tag: { kind: add-tag, tag: later, next: end }
`;

const contactId = (index: number) => {
  const id = `c${index}`;
  if (!isContactId(id)) throw new Error(`${id} is no contact id`);
  return id;
};

export type Prepared = { readonly carry: () => Promise<void>; readonly close: () => Promise<void> };

/** Opens the product on `folder` with `contacts` people in it; `carry` takes all of them through the workflow. */
export async function prepareProduct(folder: string, contacts: number): Promise<Prepared> {
  const runtime = await openRuntime({ dir: join(folder, 'product') });
  const { deps } = runtime;
  const tenant = 'bench';
  if (!isTenantId(tenant)) throw new Error('no tenant id');
  await createTenant(deps.store, deps.clock, { id: tenant, name: 'Bench', zone: 'UTC' });
  await saveDraft(deps, tenant, 'carry', FLOW);
  const published = await publish(deps, tenant, 'carry');
  if (published.outcome !== 'published') throw new Error(JSON.stringify(published));
  await startWorkflow(deps, tenant, 'carry');
  const everybody = Array.from({ length: contacts }, (_, index) => index);
  await Promise.all(
    everybody.map((index) =>
      upsertContact(
        deps,
        tenant,
        { id: contactId(index), email: `c${index}@example.com` },
        [
          { do: 'set', detail: 'firstName', value: `Person ${index}` },
          { do: 'set', detail: 'plan', value: index % 10 < 3 ? 'pro' : 'free' },
          { do: 'set', detail: 'visits', value: 5 },
        ],
        FROM_API,
      ),
    ),
  );
  await runtime.idle();
  return {
    carry: async () => {
      await Promise.all(
        everybody.map((index) =>
          recordEvent(
            deps,
            tenant,
            contactId(index),
            { type: 'external.occurred', properties: { name: 'start' } },
            FROM_API,
          ),
        ),
      );
      for (;;) {
        const report = await readReport(deps.store, tenant, 'carry');
        if (report.left === contacts) return check(report.steps, contacts);
        if (report.failed > 0) throw new Error(`${report.failed} runs failed`);
        await pause(20);
      }
    },
    close: runtime.close,
  };
}

/** Thirty in a hundred get the second mail, the others the tag; the floor does the same. */
function check(
  steps: { readonly [step: string]: { readonly entered?: number; readonly sent?: number } },
  contacts: number,
): void {
  const pro = Array.from({ length: contacts }, (_, index) => index).filter((index) => index % 10 < 3).length;
  const sent = (steps.first?.sent ?? 0) + (steps.second?.sent ?? 0);
  if (sent !== contacts + pro) throw new Error(`${sent} mails instead of ${contacts + pro}`);
  if (steps.tag?.entered !== contacts - pro)
    throw new Error(`${steps.tag?.entered} tags instead of ${contacts - pro}`);
}
