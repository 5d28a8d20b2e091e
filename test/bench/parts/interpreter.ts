/** `interpreter`: the interpreter of state machines with nothing on disk, beside another one and beside no machine at all. */
import { alternate, type Contestant, type Found } from '../alternate.ts';
import { goal, ratios, spread, table } from '../figures.ts';
import type { Part } from '../part.ts';
import { installedPeers, STEPFUNCTIONS } from '../peers.ts';
import type { Throughput } from '../process.ts';

const PLAIN: Contestant = {
  name: 'a plain asynchronous function',
  durability: 'none',
  side: 'sides/plain.ts',
};
const OURS: Contestant = {
  name: 'our interpreter, JSONata',
  durability: 'none',
  side: 'sides/interpreter.ts',
};

const perCpu = (found: Found<Throughput> | undefined): readonly number[] =>
  found?.results.map(({ perCpuSecond }) => perCpuSecond) ?? [];

export const part: Part = {
  title: 'Interpreting machines, nothing durable',
  run: async (setting) => {
    const contacts = setting.set('contacts', 20_000, 500);
    if (!setting.quick) installedPeers(setting);
    const peers = setting.quick ? [] : [STEPFUNCTIONS];
    const found = await alternate<Throughput>(setting, [PLAIN, OURS, ...peers], ({ peer }) => ({
      measure: 'throughput',
      waitMs: 1000,
      warm: Math.ceil(contacts / 10),
      contacts: Math.ceil(contacts * (peer?.share ?? 1)),
    }));
    const [plain, ours, other] = found;
    return [
      'The same six states {send, wait a second, check, choose, send or tag} in memory, tasks that only count. Each interpreter has them in the query language it is made for.',
      table(
        ['', 'runs per CPU second'],
        found.map(({ of, results, absent }) => [
          of.name,
          absent === undefined ? spread(perCpu({ of, results })) : `absent: ${absent}`,
        ]),
      ),
      [
        ...(other === undefined || other.results.length === 0
          ? []
          : [
              goal('Ours ÷ aws-local-stepfunctions', ratios(perCpu(ours), perCpu(other)), {
                atLeast: 3,
                why: 'every transition makes a new state that could be written to disk',
              }),
            ]),
        goal('Plain function ÷ ours', ratios(perCpu(plain), perCpu(ours)), {
          atMost: 6,
          why: 'every transition makes a new state that could be written to disk',
        }),
      ].join('\n'),
    ].join('\n\n');
  },
};
