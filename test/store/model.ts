/** The store as a sorted array, and a property: any sequence of commands answers the same on the store and on this. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Condition, IndexKeys, Item, Key, Range, Write } from '../../functions/ports/store.ts';
import type { Home } from './contract.ts';

type Model = Map<string, Item>;
type Real = { home: Home };

const nameOf = ({ pk, sk }: Key) => `${pk}\u0000${sk}`;
const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

const partition = fc.constantFrom('t|p|1', 't|p|2');
const sortKey = fc.constantFrom('a', 'a#1', 'a#2', 'a#é', 'b', '\uffee', '😀');
const place = fc.record({
  pk: fc.constantFrom('l|0', 'l|1', 'l|2'),
  sk: fc.constantFrom('1', '\uffee', '😀'),
});
const key: fc.Arbitrary<Key> = fc.record({ pk: partition, sk: sortKey });
const index: fc.Arbitrary<IndexKeys> = fc.record({ list: place, due: place }, { requiredKeys: [] });
const when: fc.Arbitrary<Condition | undefined> = fc.constantFrom<(Condition | undefined)[]>(
  undefined,
  undefined,
  'absent',
  'present',
  { rev: 1 },
  { rev: 2 },
);
const write: fc.Arbitrary<Write> = fc.oneof(
  fc
    .record({ key, body: fc.record({ n: fc.integer(), text: fc.string() }), index, when })
    .map(({ when, ...put }): Write => ({ do: 'put', ...put, ...(when === undefined ? {} : { when }) })),
  fc
    .record({ key, when })
    .map(({ key, when }): Write => ({ do: 'delete', key, ...(when === undefined ? {} : { when }) })),
  fc
    .record({ key, amounts: fc.record({ n: fc.integer({ min: -9, max: 9 }) }) })
    .map((add): Write => ({ do: 'add', ...add })),
);
const range: fc.Arbitrary<Range> = fc.record(
  {
    limit: fc.integer({ min: 1, max: 5 }),
    prefix: fc.constantFrom('a', 'a#', '😀'),
    from: sortKey,
    to: sortKey,
    reverse: fc.boolean(),
  },
  { requiredKeys: ['limit'] },
);

function holds(found: Item | undefined, condition: Condition | undefined): boolean {
  if (condition === undefined) return true;
  if (condition === 'absent') return found === undefined;
  if (condition === 'present') return found !== undefined;
  return found?.rev === condition.rev;
}

function applyTo(
  model: Model,
  writes: readonly Write[],
): { readonly ok: boolean; readonly conflict?: number } {
  const conflict = writes.findIndex(
    (each) => each.do !== 'add' && !holds(model.get(nameOf(each.key)), each.when),
  );
  if (conflict >= 0) return { ok: false, conflict };
  for (const each of writes) {
    const found = model.get(nameOf(each.key));
    const rev = (found?.rev ?? 0) + 1;
    if (each.do === 'delete') model.delete(nameOf(each.key));
    if (each.do === 'put') {
      const placed = Object.keys(each.index ?? {}).length > 0 ? { index: each.index ?? {} } : {};
      model.set(nameOf(each.key), { ...each.key, rev, body: each.body, ...placed });
    }
    if (each.do === 'add') {
      const body: { readonly [field: string]: unknown } = Object(found?.body ?? {});
      const n = Number(body.n ?? 0) + (each.amounts.n ?? 0);
      model.set(nameOf(each.key), {
        ...each.key,
        ...found,
        rev,
        body: JSON.parse(JSON.stringify({ ...body, n })),
      });
    }
  }
  return { ok: true };
}

function within(sk: string, { prefix = '', from, to }: Range): boolean {
  if (!sk.startsWith(prefix)) return false;
  return (from === undefined || bytes(sk, from) >= 0) && (to === undefined || bytes(sk, to) <= 0);
}

class WriteCommand implements fc.AsyncCommand<Model, Real> {
  readonly writes: readonly Write[];
  constructor(writes: readonly Write[]) {
    this.writes = writes;
  }
  check = () => true;
  async run(model: Model, real: Real) {
    const answer = await real.home.store.write(this.writes);
    expect(answer).toMatchObject(applyTo(model, this.writes));
    const keys = this.writes.map((each) => each.key);
    expect(await real.home.store.getMany(keys)).toEqual(keys.map((each) => model.get(nameOf(each))));
  }
  toString = () => `write ${JSON.stringify(this.writes)}`;
}

class QueryCommand implements fc.AsyncCommand<Model, Real> {
  readonly pk: string;
  readonly range: Range;
  constructor(pk: string, range: Range) {
    this.pk = pk;
    this.range = range;
  }
  check = () => true;
  async run(model: Model, real: Real) {
    const expected = [...model.values()]
      .filter((item) => item.pk === this.pk && within(item.sk, this.range))
      .sort((a, b) => bytes(a.sk, b.sk));
    if (this.range.reverse) expected.reverse();
    const { items, next } = await real.home.store.query(this.pk, this.range);
    expect(items).toEqual(expected.slice(0, this.range.limit));
    expect(next === undefined).toBe(expected.length <= this.range.limit);
  }
  toString = () => `query ${this.pk} ${JSON.stringify(this.range)}`;
}

class FanOutCommand implements fc.AsyncCommand<Model, Real> {
  readonly pks: readonly string[];
  readonly range: Range;
  constructor(pks: readonly string[], range: Range) {
    this.pks = pks;
    this.range = range;
  }
  check = () => true;
  async run(model: Model, real: Real) {
    const order = (item: Item) => [item.index?.list?.sk ?? '', item.index?.list?.pk ?? '', item.pk, item.sk];
    const expected = [...model.values()]
      .filter((item) => item.index?.list !== undefined && this.pks.includes(item.index.list.pk))
      .filter((item) => within(item.index?.list?.sk ?? '', this.range))
      .sort((a, b) => order(a).reduce((found, part, at) => found || bytes(part, order(b)[at] ?? ''), 0));
    if (this.range.reverse) expected.reverse();
    const met: Item[] = [];
    let after: string | undefined;
    do {
      const asked = { ...this.range, ...(after === undefined ? {} : { after }) };
      const page = await real.home.store.fanOut('list', this.pks, asked);
      met.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    expect(met).toEqual(expected);
  }
  toString = () => `fanOut ${this.pks} ${JSON.stringify(this.range)}`;
}

class RestartCommand implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(_model: Model, real: Real) {
    real.home = await real.home.restart();
  }
  toString = () => 'restart';
}

const commands = fc.commands(
  [
    fc
      .uniqueArray(write, { minLength: 1, maxLength: 4, selector: (each) => nameOf(each.key) })
      .map((w) => new WriteCommand(w)),
    fc.tuple(partition, range).map(([pk, asked]) => new QueryCommand(pk, asked)),
    fc
      .tuple(
        fc.subarray(['l|0', 'l|1', 'l|2']),
        range.map(({ prefix: _, ...rest }) => rest),
      )
      .map(([pks, { from: _, to: __, ...asked }]) => new FanOutCommand(pks, asked)),
    fc.constant(new RestartCommand()),
  ],
  { maxCommands: 40, size: 'max' },
);

export async function modelProperty(open: () => Promise<Home>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const real: Real = { home: await open() };
      try {
        await fc.asyncModelRun(() => ({ model: new Map(), real }), sequence);
      } finally {
        await real.home.close();
      }
    }),
    { numRuns },
  );
}
