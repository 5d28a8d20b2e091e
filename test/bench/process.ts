/**
 * The process in which one side is opened and measured once: argument 1 is an `Errand` as JSON, the answer goes to the parent.
 * Counts of messages and tags are checked after each measurement; a side that miscounts has no figures.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Counts, expected, type Open, type Side } from './side.ts';
import { cpuSeconds, memoryBytes } from './usage.ts';

export type Errand = {
  /** Path of the side's module. */
  readonly side: string;
  readonly folder: string;
  readonly waitMs: number;
} & (
  | { readonly measure: 'throughput'; readonly warm: number; readonly contacts: number }
  | {
      readonly measure: 'latency';
      readonly warm: number;
      readonly contacts: number;
      readonly aSecond: number;
    }
  /** Prepares both batches; parks the second only if `both`. */
  | { readonly measure: 'parked'; readonly warm: number; readonly contacts: number; readonly both: boolean }
);

export type Throughput = { readonly perCpuSecond: number; readonly perSecond: number };
/** Milliseconds from the moment the event was due to the first message, one for each contact. */
export type Latency = { readonly firstMs: readonly number[] };
/** Bytes of memory for each run of the second batch: what V8 holds, and what the machine gives to all processes. */
export type Parked = { readonly heap: number; readonly memory: number };

const ENTER_AT_ONCE = 512;
const PATIENCE_MS = 600_000;
/** What is done behind the last answer is over by then. */
const SETTLE_MS = 2000;

const argument = process.argv[2];
if (argument === undefined) throw new Error('an errand is expected');
const errand: Errand = JSON.parse(argument);
const { open }: { readonly open: Open } = await import(errand.side);

let first: (contact: number) => void = () => {};
const side = await open({
  folder: errand.folder,
  waitMs: errand.waitMs,
  first: (contact) => first(contact),
});
const servers = side.servers ?? [];
const result = await measure();
if (process.send === undefined) process.stdout.write(`${JSON.stringify(result)}\n`);
else process.send(result);
await side.close();
process.exit();

function measure(): Promise<Throughput | Latency | Parked> {
  switch (errand.measure) {
    case 'throughput':
      return throughput(errand.warm, errand.contacts);
    case 'latency':
      return latency(errand.warm, errand.contacts, errand.aSecond);
    case 'parked':
      return parked(errand.warm, errand.contacts, errand.both);
  }
}

async function throughput(warm: number, contacts: number): Promise<Throughput> {
  await side.prepare?.(0, warm + contacts);
  await carry(0, warm);
  const servedBefore = cpuSeconds(servers);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await carry(warm, warm + contacts);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const busy = (user + system) / 1e6 + cpuSeconds(servers) - servedBefore;
  return { perCpuSecond: contacts / busy, perSecond: contacts / seconds };
}

/** An open loop: events come at their moments, whatever has become of those before. */
async function latency(warm: number, contacts: number, aSecond: number): Promise<Latency> {
  await side.prepare?.(0, warm + contacts);
  await carry(0, warm);
  const due = new Map<number, number>();
  const firstMs: number[] = [];
  first = (contact) => {
    const at = due.get(contact);
    if (at !== undefined) firstMs.push(performance.now() - at);
    due.delete(contact);
  };
  const began = performance.now();
  const entering: Promise<void>[] = [];
  for (let index = 0; index < contacts; index += 1) {
    const at = began + (index * 1000) / aSecond;
    const early = at - performance.now();
    if (early > 0) await pause(early);
    // A timer may ring up to a millisecond early; what is then done sooner than it was due took no time less.
    due.set(warm + index, Math.min(at, performance.now()));
    entering.push(side.enter(warm + index));
  }
  await Promise.all(entering);
  await until(({ ended }) => ended >= warm + contacts);
  await check(side, warm + contacts);
  if (firstMs.length !== contacts) throw new Error(`${firstMs.length} first messages instead of ${contacts}`);
  return { firstMs };
}

/** The slope between two batches of runs that wait: what they have in common is not counted. */
async function parked(warm: number, contacts: number, both: boolean): Promise<Parked> {
  await side.prepare?.(0, warm + contacts);
  const park = async (from: number, to: number) => {
    await enter(from, to);
    await until(({ sent }) => sent >= to);
    await pause(SETTLE_MS);
    globalThis.gc?.();
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return { heap: heapUsed + external, memory: memoryBytes([process.pid, ...servers]) };
  };
  const before = await park(0, warm);
  if (!both) return before;
  const after = await park(warm, warm + contacts);
  return {
    heap: (after.heap - before.heap) / contacts,
    memory: (after.memory - before.memory) / contacts,
  };
}

async function carry(from: number, to: number): Promise<void> {
  await enter(from, to);
  await until(({ ended }) => ended >= to);
  await check(side, to);
}

async function enter(from: number, to: number): Promise<void> {
  let next = from;
  const one = async (): Promise<void> => {
    while (next < to) {
      const contact = next;
      next += 1;
      await side.enter(contact);
    }
  };
  await Promise.all(Array.from({ length: ENTER_AT_ONCE }, one));
}

async function until(done: (counts: Counts) => boolean): Promise<void> {
  const began = performance.now();
  for (;;) {
    const counts = await side.counts();
    if (done(counts)) return;
    if (performance.now() - began > PATIENCE_MS) throw new Error(`stuck at ${JSON.stringify(counts)}`);
    await pause(20);
  }
}

async function check(of: Side, contacts: number): Promise<void> {
  const wanted = JSON.stringify(expected(contacts));
  const { sent, tagged, ended } = await of.counts();
  const found = JSON.stringify({ sent, tagged, ended });
  if (found !== wanted) throw new Error(`counted ${found} instead of ${wanted}`);
}
