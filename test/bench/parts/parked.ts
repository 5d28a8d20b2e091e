/** `parked`: what a run costs that only waits, in memory and on disk, as the slope between two sizes. */
import { type Contestant, inTurn, once, type Task } from '../alternate.ts';
import { ENGINE, JOURNAL, PRODUCT } from '../contestants.ts';
import { goal, number, spread, table } from '../figures.ts';
import type { Part } from '../part.ts';
import { BULLMQ, installedPeers } from '../peers.ts';
import type { Parked } from '../process.ts';

const AN_HOUR = 3_600_000;
const KILO = 1000;

type Slope = { readonly heap: number; readonly memory: number; readonly disk: number };

/** Two processes: one closes with the first batch on disk, the other with both. */
async function slope(of: Contestant, warm: number, contacts: number): Promise<Slope> {
  const task = (both: boolean): Task => ({ measure: 'parked', waitMs: AN_HOUR, warm, contacts, both });
  const few = await once<Parked>(of, task(false));
  const many = await once<Parked>(of, task(true));
  return {
    heap: many.heap / KILO,
    memory: many.memory / KILO,
    disk: (many.bytes - few.bytes) / contacts / KILO,
  };
}

export const part: Part = {
  title: 'A run that waits',
  run: async (setting) => {
    const contacts = setting.set('contacts', 10_000, 200);
    const warm = Math.ceil(contacts / 5);
    const peers = setting.quick ? [] : installedPeers(setting).filter(({ name }) => name === BULLMQ);
    const found = await inTurn(setting, [JOURNAL, ENGINE, PRODUCT, ...peers], (of) =>
      slope(of, warm, contacts),
    );
    const [, engine, product] = found;
    return [
      `Runs that wait an hour: ${number(warm)}, then ${number(contacts)} more, and what each of the latter adds. *Heap* is what V8 holds after two collections, below nothing where more of a cache was let go than the runs take; *memory* is what the machine gives to all processes of a side, caches that fill up included; *disk* is what the side leaves when it is closed. The product's figures are the run with its history, message and index entries, without the contact, who was there before.`,
      table(
        ['kB for each run', 'heap', 'memory', 'disk'],
        found.map(({ of, results, absent }) =>
          absent === undefined
            ? [
                of.name,
                spread(results.map(({ heap }) => heap)),
                spread(results.map(({ memory }) => memory)),
                spread(results.map(({ disk }) => disk)),
              ]
            : [of.name, `absent: ${absent}`, '', ''],
        ),
      ),
      [
        goal('Engine, kB of heap', engine?.results.map(({ heap }) => heap) ?? [], { atMost: 0.3 }),
        goal('Engine, kB on disk', engine?.results.map(({ disk }) => disk) ?? [], {
          atMost: 0.5,
          why: 'beside its input and its place a run has its name twice, in the row and in an index, and pages are split when rows grow',
        }),
        goal('Product, kB on disk', product?.results.map(({ disk }) => disk) ?? [], {
          atMost: 2,
          why: 'the event and the message that came before the wait are in it, the message with what it was made of',
        }),
      ].join('\n'),
    ].join('\n\n');
  },
};
