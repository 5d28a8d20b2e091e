/** A run at a sending step, on a real store in a folder of its own: what the tests of messages start from. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutbound } from '../../functions/adapters/node/outbound.ts';
import { signerOf } from '../../functions/adapters/node/signer.ts';
import type { Deps } from '../../functions/deps.ts';
import { cardBody } from '../../functions/domain/contact/body.ts';
import type { ContactChange } from '../../functions/domain/contact/change.ts';
import { planChange } from '../../functions/domain/contact/plan.ts';
import { type ContactId, isContactId, isTenantId, type TenantId } from '../../functions/domain/ids.ts';
import { cardKey } from '../../functions/domain/keys.ts';
import { runKey } from '../../functions/domain/run/keys.ts';
import { asRun, type RunRow } from '../../functions/domain/run/row.ts';
import { stepText, versionKey, workflowKey, workflowPk } from '../../functions/domain/workflow/keys.ts';
import { workflowIndex } from '../../functions/domain/workflow/read.ts';
import type { VersionRow, WorkflowRow } from '../../functions/domain/workflow/row.ts';
import { putText } from '../../functions/domain/workflow/text.ts';
import { outbox } from '../../infra/local/channels/outbox.ts';
import { type ManualClock, manualClock } from '../../infra/local/clock.ts';
import { type Faults, noFaults } from '../../infra/local/faults.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { openStore } from '../../infra/local/store/store.ts';
import type { TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import type { Step } from '../../workflow-compiler/language/step.ts';
import type { Card } from '../../workflow-compiler/predicate/facts.ts';

export const START = Date.parse('2026-06-15T12:00:00.000Z');
export const RUN = 'ada.0123456789ab';

export const tenant: TenantId = checked('acme', isTenantId);
export const contact: ContactId = checked('ada', isContactId);

function checked<T extends string>(text: string, is: (text: string) => text is T): T {
  if (!is(text)) throw new Error(`no legal id: ${text}`);
  return text;
}

export type Home = {
  readonly folder: string;
  readonly deps: Deps;
  readonly clock: ManualClock;
  /** Publishes one step as the next version of the workflow `welcome` and puts Ada's run before it. */
  readonly at: (step: Step, sending?: Definition['sending']) => Promise<TaskRequest>;
  readonly change: (...changes: readonly ContactChange[]) => Promise<void>;
  readonly card: () => Promise<Card>;
  readonly run: () => Promise<RunRow>;
  /** Closes the database and leaves its folder. */
  readonly pause: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const refuse = async (): Promise<never> => {
  throw new Error('not part of this test');
};

export type Opening = {
  readonly ports?: Partial<Deps>;
  /** A folder that another home left behind, as after a crash; else a new one. */
  readonly folder?: string;
  readonly faults?: Faults;
};

export async function openHome({ ports = {}, folder: left, faults = noFaults }: Opening = {}): Promise<Home> {
  const folder = left ?? mkdtempSync(join(tmpdir(), 'sojourn-message-'));
  const db = openDatabase({ folder, faults });
  const store = openStore(db);
  const clock = manualClock(START);
  let published = 0;
  const at = new Date(START).toISOString();
  const deps: Deps = {
    store,
    machines: {
      create: refuse,
      remove: refuse,
      start: refuse,
      succeed: refuse,
      fail: refuse,
      stop: refuse,
      status: refuse,
    },
    bus: { publish: refuse },
    timers: { lasting: false, set: refuse },
    clock,
    ids: { random: () => 'random' },
    signer: signerOf(Buffer.alloc(32, 7)),
    email: outbox,
    sms: outbox,
    push: outbox,
    outbound: createOutbound(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    settings: { baseUrl: 'https://mail.example', functionArn: 'arn:' },
    ...ports,
  };

  const change: Home['change'] = async (...changes) => {
    const item = await store.get(cardKey(tenant, contact));
    const cause = { source: 'api', depth: 0 } as const;
    const plan = planChange({ tenant, contact, item, changes, at: clock.now(), cause });
    if (!plan.ok) throw new Error(plan.problems[0]?.detail);
    await store.write(plan.writes);
  };
  if (left === undefined)
    await change(
      { do: 'set', detail: 'email', value: 'ada@example.com' },
      { do: 'set', detail: 'phone', value: '+4930901820' },
      { do: 'set', detail: 'firstName', value: 'Ada' },
      { do: 'set', detail: 'zone', value: 'Europe/Berlin' },
    );

  return {
    folder,
    deps,
    clock,
    change,
    async at(step, sending) {
      published += 1;
      const rules = {
        language: 1,
        name: 'welcome',
        title: 'Welcome',
        triggers: [{ on: 'contact.added' }],
        start: 'mail',
      } as const;
      const version: VersionRow = {
        workflow: 'welcome',
        version: published,
        machine: 'arn:machine',
        hash: 'h',
        definition: {
          ...rules,
          triggers: [...rules.triggers],
          ...(sending === undefined ? {} : { sending }),
        },
        routing: { triggers: [], interrupts: [], types: [] },
        records: [],
        publishedAt: at,
        contract: 1,
      };
      const workflow: WorkflowRow = {
        name: 'welcome',
        title: 'Welcome',
        state: 'started',
        latest: published,
        reserved: published,
        live: published,
        createdAt: at,
        updatedAt: at,
      };
      const run: RunRow = {
        run: RUN,
        contact,
        workflow: 'welcome',
        version: published,
        state: 'running',
        step: 'mail',
        turn: 0,
        generation: 0,
        depth: 0,
        startedAt: at,
        updatedAt: at,
        history: [],
        pages: 0,
      };
      await putText(store, workflowPk(tenant, 'welcome'), stepText(published, 'mail'), JSON.stringify(step));
      await store.write([
        { do: 'put', key: versionKey(tenant, 'welcome', published), body: version },
        {
          do: 'put',
          key: workflowKey(tenant, 'welcome'),
          body: workflow,
          index: workflowIndex(tenant, 'welcome'),
        },
        { do: 'put', key: runKey({ tenant, contact }, RUN), body: run },
      ]);
      const cursor = {
        tenant,
        contact,
        workflow: 'welcome',
        version: published,
        run: RUN,
        turn: 0,
        trail: [],
        loops: {},
      };
      return { contract: 1, steps: ['mail'], cursor };
    },
    async card() {
      const item = await store.get(cardKey(tenant, contact));
      if (item === undefined) throw new Error('no card');
      return cardBody(item.body).card;
    },
    async run() {
      const item = await store.get(runKey({ tenant, contact }, RUN));
      if (item === undefined) throw new Error('no run');
      return asRun(item);
    },
    pause: () => db.close(),
    async close() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
