/** The standard placement: one execution per run, every state entered billed, a Lambda for each task. */
import { eventLines, lambdaLines, units } from './effort.ts';
import { type OperationName, READS, ROUTER_READS, runKb, writeUnits } from './items.ts';
import type { Billing, Line } from './lines.ts';
import { type Count, ONE, sum, times } from './money.ts';
import type { Volume, Work } from './volume.ts';

/** What a turn writes, and what it writes when it ends the run as well. */
const WRITES: {
  readonly [fn in Work]: { readonly goOn: OperationName; readonly end: OperationName };
} = {
  apply: { goOn: 'change', end: 'change-end' },
  decide: { goOn: 'settle', end: 'end' },
  send: { goOn: 'send', end: 'send-end' },
  call: { goOn: 'settle', end: 'end' },
  park: { goOn: 'settle', end: 'end' },
  wake: { goOn: 'wake', end: 'end' },
  finish: { goOn: 'end', end: 'end' },
};

export function standardLines(volume: Volume, listensAlways: boolean, bill: Billing): readonly Line[] {
  const turns = sum(volume.turns.values());
  const operations = operationsOf(volume, listensAlways);
  const reads = sum([...volume.turns].map(([fn, count]) => units(count, READS[fn])));
  return [
    bill('standard', 'transition', 'States entered', volume.transitions),
    ...lambdaLines('standard', bill, 'Tasks', { calls: volume.calls, turns }, false),
    bill('standard', 'dynamodb-write', 'Rows written', written(operations, turns, volume.bodies)),
    bill('standard', 'dynamodb-read', 'Rows read', reads + units(volume.events, ROUTER_READS)),
    ...eventLines(
      'standard',
      bill,
      { events: volume.events, changes: sum(operations.map(([, count]) => count)) },
      false,
    ),
  ].filter(({ count }) => count > 0n);
}

type Operations = readonly (readonly [OperationName, Count])[];

/** Write units of everything that a run writes; its row counts with its average size. */
function written(operations: Operations, turns: Count, bodies: Count): Count {
  const row = averageRow(turns);
  const each = operations.map(([name, count]) => {
    const { small, perRunKb } = writeUnits(name);
    return units(count, small) + times(units(count, perRunKb), row);
  });
  return sum(each) + units(bodies, writeUnits('send').perBodyKb);
}

/** Kilobytes of the run's row over its writes: the enrolment, and one for each turn. */
function averageRow(turns: Count): Count {
  const last = Number((turns + ONE - 1n) / ONE);
  const sizes = Array.from({ length: last + 1 }, (_, turn) => BigInt(runKb(turn)));
  return (ONE * sum(sizes)) / BigInt(sizes.length);
}

function operationsOf(volume: Volume, listensAlways: boolean): Operations {
  const tasks = [...volume.turns].flatMap(([fn, count]) => {
    const ends = volume.ends.get(fn) ?? 0n;
    // What is held is not sent yet, and a wait that listens has an operation of its own.
    const other = fn === 'send' ? volume.holds : fn === 'park' ? volume.listens : 0n;
    const { goOn, end } = WRITES[fn];
    return [[goOn, count - ends - other] as const, [end, ends] as const];
  });
  return [
    ['event', volume.events],
    [listensAlways ? 'enrol-listening' : 'enrol', ONE],
    ...tasks,
    ['listen', volume.listens],
    ['wake', volume.woken],
    ['hold', volume.holds],
  ];
}
