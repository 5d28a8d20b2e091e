/**
 * `npm run bench`: contacts carried through {event, send, wait one second, decide, send or tag, end}, each step on disk
 * before the next, beside a bare journal that does the same in the same run. Both sides alternate; figures are per CPU second
 * of this process and per second of the clock. `--quick` is small and proves only that it runs; `--write` renews
 * docs/benchmarks.md. `npm run bench -- simulator` measures the simulator instead.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { carry, openJournal } from './journal.ts';
import { prepareProduct } from './product.ts';

if (process.argv[2] === 'simulator') {
  await import('./simulator.ts');
  process.exit();
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    contacts: { type: 'string' },
    pairs: { type: 'string' },
  },
});
const contacts = Number(values.contacts ?? (values.quick ? 200 : 5000));
const pairs = Number(values.pairs ?? (values.quick ? 1 : 5));

type Measure = { readonly perSecond: number; readonly perCpuSecond: number };

async function measure(work: () => Promise<void>): Promise<Measure> {
  const wall = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  await work();
  const used = process.cpuUsage(cpu);
  const seconds = Number(process.hrtime.bigint() - wall) / 1e9;
  return { perSecond: contacts / seconds, perCpuSecond: contacts / ((used.user + used.system) / 1e6) };
}

async function journal(folder: string): Promise<Measure> {
  const open = openJournal(folder);
  const result = await measure(async () => {
    await Promise.all(Array.from({ length: contacts }, (_, index) => carry(open, index, 1000)));
  });
  open.close();
  return result;
}

async function product(folder: string): Promise<Measure> {
  const prepared = await prepareProduct(folder, contacts);
  const result = await measure(prepared.carry);
  await prepared.close();
  return result;
}

async function inFolder(run: (folder: string) => Promise<Measure>): Promise<Measure> {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const floors: Measure[] = [];
const ours: Measure[] = [];
for (let pair = 0; pair < pairs; pair += 1) {
  process.stderr.write(`pair ${pair + 1} of ${pairs}\n`);
  floors.push(await inFolder(journal));
  ours.push(await inFolder(product));
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const show = (values: readonly number[]): string =>
  `${Math.round(median(values)).toLocaleString('en')} (${Math.round(Math.min(...values)).toLocaleString('en')}–${Math.round(Math.max(...values)).toLocaleString('en')})`;
const row = (name: string, of: readonly Measure[]): string =>
  `| ${name} | ${show(of.map((m) => m.perCpuSecond))} | ${show(of.map((m) => m.perSecond))} |`;
const ratios = ours.map((m, index) => (floors[index]?.perCpuSecond ?? 0) / m.perCpuSecond);

const table = [
  '| | contacts per CPU second | contacts per second |',
  '| --- | --- | --- |',
  row('bare journal, fdatasync in groups', floors),
  row('the product: contact, feed, routing, claims, history, counts', ours),
  '',
  `The journal does ${median(ratios).toFixed(1)} times (${Math.min(...ratios).toFixed(1)}–${Math.max(...ratios).toFixed(1)}) the product's contacts per CPU second.`,
].join('\n');

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`;
process.stdout.write(`${contacts} contacts, ${pairs} pairs, ${machine}\n\n${table}\n`);

if (values.write) {
  const page = `# Benchmarks

\`npm run bench\` measures, \`npm run bench -- --write\` renews this page. Every figure is a median with its range; both sides of
a pair run in turn, in one process, on the same disk. Each step of a contact is on disk before the next: the journal by
\`fdatasync\`, the product by SQLite's WAL with \`synchronous=FULL\`, both committed in groups. Counts of mails and tags are
checked after each run. Messages go to the outbox.

${contacts} contacts at once through {event, send, wait one second, decide, send or tag, end}; ${pairs} pairs; ${machine}.

${table}
`;
  writeFileSync(join(import.meta.dirname, '../../docs/benchmarks.md'), page);
}
