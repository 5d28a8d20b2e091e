/**
 * `npm run bench -- simulator`: made-up contacts through thirty virtual days of the welcome series, in threads, to the report.
 * Tells contacts and states a second, by the clock and by the processor, and the most memory held. `--contacts`, `--workers`.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { reportOf } from '../../functions/domain/simulation/report.ts';
import { type Order, stageOf } from '../../infra/local/simulator/order.ts';
import { piecesOf, runPool } from '../../infra/local/simulator/pool.ts';
import { compileFiles, householdOf } from '../../infra/local/simulator/workflows.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    contacts: { type: 'string', default: '1000000' },
    workers: { type: 'string', default: String(availableParallelism()) },
    workflow: { type: 'string', default: 'examples/welcome.yaml' },
  },
});
const contacts = Number(values.contacts);
const workers = Number(values.workers);
const days = 30;

const compiled = await compileFiles([values.workflow], false);
if (!compiled.ok) throw new Error(compiled.findings);
const order: Order = {
  artifacts: compiled.artifacts,
  household: householdOf('UTC'),
  setting: { seed: 7, start: Date.UTC(2026, 0, 5), days, profile: {} },
  render: false,
};
const began = performance.now();
const cpu = process.cpuUsage();
const tally = await runPool(order, piecesOf(contacts), { workers });
const seconds = (performance.now() - began) / 1000;
const used = process.cpuUsage(cpu);
const busy = (used.user + used.system) / 1e6;
const about = { contacts, start: '2026-01-05T00:00:00.000Z', days, seed: 7, zone: 'UTC' };
const { workflows, sends } = reportOf(stageOf(order), tally, about);
const states = Object.values(workflows).reduce((sum, { transitions }) => sum + transitions.total, 0);
const messages = Object.values(sends).reduce((sum, { total }) => sum + total, 0);
const n = (value: number): string => Math.round(value).toLocaleString('en');

process.stdout.write(
  [
    `${n(contacts)} contacts, ${days} virtual days, ${workers} threads, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
    `${seconds.toFixed(1)} s by the clock, ${busy.toFixed(1)} s of the processor; most memory ${n(process.resourceUsage().maxRSS / 1024)} MB`,
    `${n(contacts / seconds)} contacts a second, ${n(contacts / busy)} a processor second; ${n(states)} states, ${n(states / busy)} a processor second; ${n(messages)} messages`,
    '',
  ].join('\n'),
);
