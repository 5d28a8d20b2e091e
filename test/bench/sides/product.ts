/** The whole product at the same work: contact, event, feed, routing, consent, rendering, claims, history and counts, all durable. */
import { join } from 'node:path';
import { FROM_API } from '../../../functions/domain/contact/cause.ts';
import { upsertContact } from '../../../functions/domain/contact/upsert.ts';
import { recordEvent } from '../../../functions/domain/event/record.ts';
import { isContactId, isTenantId } from '../../../functions/domain/ids.ts';
import { readReport } from '../../../functions/domain/report/counts.ts';
import { createTenant } from '../../../functions/domain/tenant/tenant.ts';
import { saveDraft } from '../../../functions/domain/workflow/draft.ts';
import { startWorkflow } from '../../../functions/domain/workflow/lifecycle.ts';
import { publish } from '../../../functions/domain/workflow/publish.ts';
import { outbox } from '../../../infra/local/channels/outbox.ts';
import { openRuntime } from '../../../infra/local/runtime.ts';
import { flow } from '../flow.ts';
import { isPro, type Open } from '../side.ts';

const contactId = (index: number) => {
  const id = `c${index}`;
  if (!isContactId(id)) throw new Error(`${id} is no contact id`);
  return id;
};

export const open: Open = async ({ folder, waitMs, first }) => {
  const dir = join(folder, 'product');
  const runtime = await openRuntime({
    dir,
    email: {
      ...outbox,
      deliver: (key, message) => {
        // A contact's first message is the first turn of its run.
        if (key.turn === 0) first(Number(key.contact.slice(1)));
        return outbox.deliver(key, message);
      },
    },
  });
  const { deps } = runtime;
  const tenant = 'bench';
  if (!isTenantId(tenant)) throw new Error('no tenant id');
  await createTenant(deps.store, deps.clock, { id: tenant, name: 'Bench', zone: 'UTC' });
  await saveDraft(deps, tenant, 'carry', flow(waitMs));
  const published = await publish(deps, tenant, 'carry');
  if (published.outcome !== 'published') throw new Error(JSON.stringify(published));
  await startWorkflow(deps, tenant, 'carry');

  const known = async (index: number): Promise<void> => {
    await upsertContact(
      deps,
      tenant,
      { id: contactId(index), email: `c${index}@example.com` },
      [
        { do: 'set', detail: 'firstName', value: `Person ${index}` },
        { do: 'set', detail: 'plan', value: isPro(index) ? 'pro' : 'free' },
        { do: 'set', detail: 'visits', value: 5 },
      ],
      FROM_API,
    );
  };

  return {
    prepare: async (from, to) => {
      for (let at = from; at < to; at += 1000) {
        const some = Array.from({ length: Math.min(1000, to - at) }, (_, index) => at + index);
        await Promise.all(some.map(known));
      }
      await runtime.idle();
    },
    enter: async (contact) => {
      const event = { type: 'external.occurred', properties: { name: 'start' } } as const;
      await recordEvent(deps, tenant, contactId(contact), event, FROM_API);
    },
    counts: async () => {
      const { steps, left, failed } = await readReport(deps.store, tenant, 'carry');
      if (failed > 0) throw new Error(`${failed} runs failed`);
      const sent = (steps.first?.sent ?? 0) + (steps.second?.sent ?? 0);
      return { sent, tagged: steps.tag?.entered ?? 0, ended: left };
    },
    close: runtime.close,
  };
};
