/** The acts of stories on a deployment, by its HTTP API: each play is a tenant of its own, and all live in one time. */
import { systemIds } from '../../functions/adapters/node/ids.ts';
import type { ContactChange } from '../../functions/domain/contact/change.ts';
import type { TenantId } from '../../functions/domain/ids.ts';
import { createKey } from '../../functions/domain/tenant/api-key.ts';
import { createTenant } from '../../functions/domain/tenant/tenant.ts';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { Store } from '../../functions/ports/store.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';
import type { Acts } from '../stories/world.ts';
import type { Deployment } from './deployment.ts';

export type Play = {
  readonly deployment: Deployment;
  readonly store: Store;
  readonly tenant: TenantId;
  readonly shape: Shape;
  readonly now: () => number;
  /** Until the common time has come so far. */
  readonly sleep: (until: number) => Promise<void>;
};

const READER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';

export function deployedActs({ deployment, store, tenant, shape, now, sleep }: Play): Acts {
  let key = '';

  const ask = async (
    method: string,
    path: string,
    body?: object | string,
    more?: object,
  ): Promise<Answered> => {
    const answer = await deployment.call(key, method, path, body, more);
    if (answer.status >= 300)
      throw new Error(`${tenant}: ${method} ${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  };

  const messageTo = async (contact: string, { workflow, step }: JsonObject): Promise<Answered> => {
    const { items = [] } = await ask(
      'GET',
      `/v1/messages?workflow=${String(workflow)}&step=${String(step)}&contact=${contact}`,
    );
    const [message] = items;
    if (message !== undefined) return ask('GET', `/v1/messages/${encodeURIComponent(message.id)}`);
    const runs = await ask('GET', `/v1/runs?workflow=${String(workflow)}&contact=${contact}`);
    throw new Error(`${tenant}: ${contact} got no message of ${String(step)}: ${JSON.stringify(runs)}`);
  };

  /** As an app does whose user taps the message. */
  const tap = async (contact: string, about: JsonObject): Promise<void> => {
    const { body } = await messageTo(contact, about);
    const told = /^https?:\/\/[^/]+(\/t\/t\/.+)$/.exec(body?.data?.sojourn_tapped ?? '')?.[1];
    if (told === undefined)
      throw new Error(`${tenant}: the push message to ${contact} does not say where to tell`);
    const heard = await deployment.call('', 'GET', told);
    if (heard.status !== 204) throw new Error(`${tenant}: the tap: ${heard.status}`);
  };

  /** As a reader of mail does: the picture in it is loaded. */
  const openMail = async (contact: string, about: JsonObject): Promise<void> => {
    const message = await messageTo(contact, about);
    const picture = /https?:\/\/[^/"]+(\/t\/o\/[^"]+\.gif)/.exec(message.body?.html ?? '')?.[1];
    if (picture === undefined) throw new Error(`${tenant}: the mail to ${contact} has no picture`);
    const loaded = await deployment.call('', 'GET', picture, undefined, { 'user-agent': READER });
    if (loaded.status !== 200) throw new Error(`${tenant}: the picture: ${loaded.status}`);
  };

  return {
    begin: async () => {
      const clock = { now };
      await createTenant(store, clock, { id: tenant, name: 'Acme', zone: 'Europe/Berlin' });
      key = (await createKey({ store, clock, ids: systemIds }, tenant, 'operator', 'first key')).key;
    },
    cap: async (caps) => void (await ask('PATCH', '/v1/tenant', { caps })),
    publish: async (name, definition) => {
      await ask('PUT', `/v1/workflows/${name}`, definition);
      await ask('POST', `/v1/workflows/${name}/publish`, { ...shape, start: true });
    },
    change: async (id, changes) => {
      await ask('POST', '/v1/contacts', { id, email: `${id}@example.com`, ...asked(changes) });
      for (const change of changes) {
        if (change.do !== 'add-device') continue;
        const { platform, token } = change;
        await ask('POST', `/v1/contacts/${id}/devices`, { platform, token });
      }
    },
    tell: async (of, { properties = {}, ...event }) => {
      if (event.type === 'email.opened') await openMail(of, properties);
      else if (event.type === 'push.clicked') await tap(of, properties);
      else await ask('POST', '/v1/events', { ...event, properties, contact: { id: of } });
    },
    stop: async (name, inside) => void (await ask('POST', `/v1/workflows/${name}/stop`, { inside })),
    enrol: async (name, request, contacts) => {
      await ask('POST', `/v1/workflows/${name}/enrol`, { contacts }, { 'idempotency-key': request });
    },
    advanceTo: sleep,
    idle: () => sleep(now()),
  };
}

/** What the tests read of answers. */
type Answered = {
  readonly items?: readonly { readonly id: string }[];
  readonly body?: { readonly html?: string; readonly data?: { readonly sojourn_tapped?: string } };
};

/** The body of a contact's request for the changes that stories make. */
function asked(changes: readonly ContactChange[]): object {
  const lists = changes.flatMap((change) => (change.do === 'join-list' ? [change.list] : []));
  const tags = changes.flatMap((change) => (change.do === 'add-tag' ? [change.tag] : []));
  const details = changes.flatMap((change) =>
    change.do === 'set' ? [[change.detail, change.value] as const] : [],
  );
  const consents = Object.fromEntries(
    changes.flatMap((change) => {
      if (change.do !== 'consent') return [];
      const { channel, state, source } = change;
      return [[channel, { state, source }] as const];
    }),
  );
  return { lists, tags, consents, ...Object.fromEntries(details) };
}
