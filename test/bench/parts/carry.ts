/**
 * `carry`: contacts per second of processor time through one workflow, each step durable before the next: a bare journal, the
 * engine alone, the whole product, and other durable engines.
 */
import { alternate, type Found } from '../alternate.ts';
import { ENGINE, JOURNAL, PRODUCT } from '../contestants.ts';
import { goal, number, ratios, spread, table, type Wanted } from '../figures.ts';
import type { Part } from '../part.ts';
import { installedPeers } from '../peers.ts';
import type { Throughput } from '../process.ts';

const perCpu = (found: Found<Throughput> | undefined): readonly number[] =>
  found?.results.map(({ perCpuSecond }) => perCpuSecond) ?? [];

const ENGINE_WRITES =
  'a run is nine writes of SQLite in five commits and some fifty kilobytes of short-lived memory; what is left is spread thin, no single part of it is large';
const PRODUCT_WRITES =
  'for each contact it keeps the event, the run with its history and places in three indexes, one or two messages and the counters, and asks consent, limits and conditions, where a job of BullMQ is one key and its step; SQLite takes the largest share of its time, and no single part of the rest is large';

export const part: Part = {
  title: 'Contacts through a workflow',
  run: async (setting) => {
    const contacts = setting.set('contacts', 5000, 200);
    const warm = setting.set('warm', 2500, 20);
    const peers = setting.quick ? [] : installedPeers(setting);
    const found = await alternate<Throughput>(setting, [JOURNAL, ENGINE, PRODUCT, ...peers], ({ peer }) => ({
      measure: 'throughput',
      waitMs: 1000,
      warm,
      contacts: Math.ceil(contacts * (peer?.share ?? 1)),
    }));
    const [journal, engine, product, ...others] = found;
    const rows = found.map(({ of, results, absent }) =>
      absent === undefined
        ? [of.name, of.durability, spread(perCpu({ of, results })), spread(results.map((r) => r.perSecond))]
        : [of.name, of.durability, `absent: ${absent}`, ''],
    );
    const against = (
      what: string,
      side: Found<Throughput> | undefined,
      name: string,
      wanted: Wanted,
    ): readonly string[] =>
      others
        .filter(({ of, results }) => of.name.startsWith(name) && results.length > 0)
        .map((other) => goal(`${what} ÷ ${other.of.name}`, ratios(perCpu(side), perCpu(other)), wanted));
    return [
      `Contacts at once through {event, send, wait one second, decide, send or tag, end}. Each side has carried ${number(warm)} before, which are not counted. Every side's mails and tags are counted and must agree. Processor time is that of all processes that work for a side, its servers included. Messages go nowhere: the product renders them and keeps them in its outbox, the others only count.`,
      table(['', 'on disk', 'contacts per CPU second', 'contacts per second'], rows),
      [
        goal('Engine alone ÷ journal', ratios(perCpu(engine), perCpu(journal)), {
          atLeast: 1 / 8,
          why: ENGINE_WRITES,
        }),
        ...against('Engine alone', engine, 'BullMQ', { atLeast: 3, why: ENGINE_WRITES }),
        ...against('Engine alone', engine, 'Restate', { atLeast: 15, why: ENGINE_WRITES }),
        ...against('Engine alone', engine, 'DBOS', { atLeast: 40, why: ENGINE_WRITES }),
        goal('Product, contacts per CPU second', perCpu(product), {
          atLeast: 1000,
          why: PRODUCT_WRITES,
        }),
        ...['BullMQ', 'Restate', 'DBOS'].flatMap((name) =>
          against('Product', product, name, { atLeast: 1, why: PRODUCT_WRITES }),
        ),
      ].join('\n'),
    ].join('\n\n');
  },
};
