/** `latency`: from an event to the first message, at a rate that leaves the machine idle most of the time. */
import { alternate, type Found } from '../alternate.ts';
import { ENGINE, JOURNAL, PRODUCT } from '../contestants.ts';
import { goal, number, quantile, ratios, spread, table } from '../figures.ts';
import type { Part } from '../part.ts';
import { BULLMQ, installedPeers } from '../peers.ts';
import type { Latency } from '../process.ts';

const A_SECOND = 50;

const at = (found: Found<Latency> | undefined, share: number): readonly number[] =>
  found?.results.map(({ firstMs }) => quantile(firstMs, share)) ?? [];

const COMMITS =
  'the event, the run and its execution share one commit, as the journal has one; what is left is what is done before it and after it: routing, a claim, consent, rendering, and groups that are larger and so take longer to write';

export const part: Part = {
  title: 'From an event to the first message',
  run: async (setting) => {
    const contacts = setting.set('contacts', 600, 50);
    const warm = setting.set('warm', 2500, 10);
    const peers = setting.quick ? [] : installedPeers(setting).filter(({ name }) => name === BULLMQ);
    const found = await alternate<Latency>(setting, [JOURNAL, ENGINE, PRODUCT, ...peers], () => ({
      measure: 'latency',
      waitMs: 1000,
      warm,
      contacts,
      aSecond: A_SECOND,
    }));
    const [journal, , product] = found;
    return [
      `${A_SECOND} events a second, each at its moment whatever has become of those before (an open loop), ${number(contacts)} a round. Each side has carried ${number(warm)} before, all at once, which are not counted: a server has been up for a while. Milliseconds from the moment an event was due to the moment its first message is handed over; everything before it is on disk by then. The quantiles are each round's own.`,
      table(
        ['', 'p50 ms', 'p99 ms'],
        found.map(({ of, results, absent }) =>
          absent === undefined
            ? [of.name, spread(at({ of, results }, 0.5)), spread(at({ of, results }, 0.99))]
            : [of.name, `absent: ${absent}`, ''],
        ),
      ),
      [
        goal('Product ÷ journal, p50', ratios(at(product, 0.5), at(journal, 0.5)), {
          atMost: 4,
          why: COMMITS,
        }),
        goal('Product ÷ journal, p99', ratios(at(product, 0.99), at(journal, 0.99)), {
          atMost: 4,
          why: COMMITS,
        }),
      ].join('\n'),
    ].join('\n\n');
  },
};
