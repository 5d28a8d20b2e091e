/** What an event costs that starts a run, as what is there already grows: contacts, started workflows, or runs that wait. */
import { FROM_API } from '../../../functions/domain/contact/cause.ts';
import { upsertContact } from '../../../functions/domain/contact/upsert.ts';
import { recordEvent } from '../../../functions/domain/event/record.ts';
import type { TenantId } from '../../../functions/domain/ids.ts';
import { openRuntime, type Runtime } from '../../../infra/local/runtime.ts';
import { contactId, openBench, publishAndStart } from '../bench-tenant.ts';
import { fillRuns } from '../fill-runs.ts';
import type { Measure } from '../in-turn.ts';

export type Growing = 'contacts' | 'workflows' | 'open runs';
export type Growth = {
  readonly what: Growing;
  /** Ascending. */
  readonly sizes: readonly number[];
  /** Measured so often at each size, with so many events each time. */
  readonly rounds: number;
  readonly events: number;
};
/** Microseconds of processor time for an event, by size; each round's. */
export type Grown = readonly { readonly size: number; readonly micros: readonly number[] }[];

const AT_ONCE = 500;

export const measure: Measure<Growth, Grown> = async ({ what, sizes, rounds, events }, dir) => {
  const runtime = await openRuntime({ dir });
  const tenant = await openBench(runtime.deps);
  let people = 0;
  const more = async (count: number): Promise<void> => {
    await addPeople(runtime, tenant, people, count);
    people += count;
  };
  const grow = growers(runtime, tenant, more)[what];
  const grown: { size: number; micros: number[] }[] = [];
  let there = 0;
  for (const size of sizes) {
    await grow(there, size);
    there = size;
    const micros: number[] = [];
    // The first round warms up what the growing left cold.
    for (let round = 0; round <= rounds; round += 1) {
      const from = people;
      await more(events);
      await runtime.idle();
      const before = process.cpuUsage();
      await happen(runtime, tenant, from, events);
      const { user, system } = process.cpuUsage(before);
      if (round > 0) micros.push((user + system) / events);
    }
    grown.push({ size, micros });
  }
  await runtime.close();
  return grown;
};

type Grow = (from: number, to: number) => Promise<void>;

function growers(
  { deps }: Runtime,
  tenant: TenantId,
  more: (count: number) => Promise<void>,
): { readonly [what in Growing]: Grow } {
  return {
    contacts: (from, to) => more(to - from),
    // Contacts of theirs are numbered from far away, so that nobody else's event finds them.
    'open runs': (from, to) => fillRuns(deps, tenant, to - from, 1_000_000_000 + from),
    workflows: async (from, to) => {
      for (let index = from; index < to; index += 1)
        await publishAndStart(deps, tenant, `other-${index}`, otherFlow(index));
    },
  };
}

/** Asks for the same type of event, by another name. */
const otherFlow = (index: number): string => `
language: 1
name: other-${index}
triggers: [{ on: external.occurred, name: other-${index} }]
start: tag
steps:
  tag: { kind: add-tag, tag: later, next: end }
`;

async function addPeople({ deps }: Runtime, tenant: TenantId, from: number, count: number): Promise<void> {
  for (let first = from; first < from + count; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, from + count - first) }, (_, index) => first + index);
    await Promise.all(
      some.map((index) =>
        upsertContact(
          deps,
          tenant,
          { id: contactId(index), email: `c${index}@example.com` },
          [{ do: 'set', detail: 'firstName', value: `Person ${index}` }],
          FROM_API,
        ),
      ),
    );
  }
}

/** Each starts a run, sends its first mail and parks. */
async function happen(runtime: Runtime, tenant: TenantId, from: number, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      recordEvent(
        runtime.deps,
        tenant,
        contactId(from + index),
        { type: 'external.occurred', properties: { name: 'start' } },
        FROM_API,
      ),
    ),
  );
  await runtime.idle();
}
