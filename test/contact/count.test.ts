/**
 * Counting by condition: what was kept in memory, the pages, and asking everybody one by one give the same number, whatever was
 * written, taken away or taken back before and meanwhile.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countContacts } from '../../functions/domain/contact/count.ts';
import { everyCard } from '../../functions/domain/contact/find.ts';
import { cardKey, contactListKey } from '../../functions/domain/keys.ts';
import type { Store, Write } from '../../functions/ports/store.ts';
import { failWhere } from '../../infra/local/faults.ts';
import type { Condition } from '../../workflow-compiler/language/condition.ts';
import { compileCondition } from '../../workflow-compiler/predicate/compile.ts';
import type { Card } from '../../workflow-compiler/predicate/facts.ts';
import { cardReads } from '../../workflow-compiler/predicate/reads.ts';
import { conditions, facts } from '../predicate/generate.ts';
import { contactId, newFolder, openHome, START, tenantId } from './home.ts';

const tenant = tenantId('acme');
const other = tenantId('other');

function write(card: Card, number: number, of = tenant): Write {
  const id = contactId(`c${number}`);
  return {
    do: 'put',
    key: cardKey(of, id),
    body: { card: { ...card, id }, cause: {} },
    index: { list: contactListKey(of, id, '2026-01-01T00:00:00.000Z') },
  };
}

async function oneByOne(store: Store, condition: Condition): Promise<object> {
  const { judge } = compileCondition(condition);
  let matching = 0;
  let looked = 0;
  for await (const card of everyCard(store, tenant)) {
    looked += 1;
    if (judge({ card, activity: [], now: START }).holds) matching += 1;
  }
  return { matching, looked };
}

const cards = facts.map(({ card }) => card);
const step = fc.oneof(
  fc.record({ do: fc.constant('put' as const), number: fc.nat(30), card: cards }),
  fc.record({ do: fc.constant('delete' as const), number: fc.nat(30) }),
  fc.record({ do: fc.constant('fail' as const), number: fc.nat(30), card: cards }),
  fc.record({ do: fc.constant('ask' as const), condition: conditions }),
);

describe('counting contacts', () => {
  it('gives what asking one by one gives', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }), async (steps) => {
        let failing = false;
        const home = openHome(
          newFolder(),
          failWhere(() => failing),
        );
        const { store, clock } = home;
        const { survey: _, ...paged } = store;
        for (const one of steps) {
          if (one.do === 'put') await store.write([write(one.card, one.number)]);
          if (one.do === 'delete') {
            const key = cardKey(tenant, contactId(`c${one.number}`));
            await store.write([{ do: 'delete', key }]);
          }
          if (one.do === 'fail') {
            failing = true;
            await expect(store.write([write(one.card, one.number)])).rejects.toThrow();
            failing = false;
          }
          if (one.do !== 'ask') continue;
          const expected = await oneByOne(store, one.condition);
          expect(await countContacts({ store: paged, clock }, tenant, one.condition)).toEqual(expected);
          const { matching, looked } = await countContacts({ store, clock }, tenant, one.condition);
          expect(looked).toBe(Reflect.get(expected, 'looked'));
          // Activity and events are nobody's here: only what the card says is the same.
          if (cardReads(one.condition).elsewhere.length === 0) expect({ matching, looked }).toEqual(expected);
        }
        await home.close();
      }),
      { numRuns: 60 },
    );
  });

  it('sees what is written while it reads, and nothing of another tenant', async () => {
    const { store, clock, close } = openHome();
    const [card] = fc.sample(cards, { seed: 1, numRuns: 1 });
    if (card === undefined) throw new Error('no card');
    const gold = { ...card, tags: { gold: { at: card.createdAt, score: 0 } } };
    for (let number = 0; number < 50; number += 1) await store.write([write(gold, number)]);
    await store.write([write(gold, 1, other)]);
    const condition: Condition = { kind: 'tag', tag: 'gold' };
    const all = [
      countContacts({ store, clock }, tenant, condition),
      countContacts({ store, clock }, tenant, condition),
    ];
    await store.write([{ do: 'delete', key: cardKey(tenant, contactId('c0')) }, write(gold, 50)]);
    for (const { looked, matching } of await Promise.all(all)) expect(matching).toBe(looked);
    await store.write([write({ ...gold, tags: {} }, 7)]);
    expect(await countContacts({ store, clock }, tenant, condition)).toEqual({ matching: 49, looked: 50 });
    expect(await countContacts({ store, clock }, other, condition)).toEqual({ matching: 1, looked: 1 });
    await close();
  });

  it('goes on where it stopped, when cards are read in pages', async () => {
    const { store, clock, close } = openHome();
    const [card] = fc.sample(cards, { seed: 1, numRuns: 1 });
    if (card === undefined) throw new Error('no card');
    const people = Array.from({ length: 90 }, (_, number) => write(card, number));
    await store.write(people);
    const { survey: _, ...paged } = store;
    const few: Store = {
      ...paged,
      fanOut: (index, pks, range) => store.fanOut(index, pks, { ...range, limit: 2 }),
    };
    const condition: Condition = { all: [] };
    let sum = 0;
    let after: string | undefined;
    do {
      const counted = await countContacts({ store: few, clock }, tenant, condition, after);
      sum += counted.matching;
      after = counted.next;
    } while (after !== undefined);
    expect(sum).toBe(90);
    await close();
  });
});
