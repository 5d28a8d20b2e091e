/**
 * `simulator`: made-up contacts through thirty virtual days of the welcome series, in threads, to the report. Tells contacts and
 * states a second, by the clock and by the processor, and the most memory held.
 */
import { availableParallelism } from 'node:os';
import { reportOf } from '../../../functions/domain/simulation/report.ts';
import { type Order, stageOf } from '../../../infra/local/simulator/order.ts';
import { piecesOf, runPool } from '../../../infra/local/simulator/pool.ts';
import { compileFiles, householdOf } from '../../../infra/local/simulator/workflows.ts';
import { number, table } from '../figures.ts';
import type { Part } from '../part.ts';

const DAYS = 30;

export const part: Part = {
  title: 'The simulator',
  run: async ({ set }) => {
    const contacts = set('contacts', 1_000_000, 2000);
    const workers = set('workers', availableParallelism(), 1);
    const compiled = await compileFiles(['examples/welcome.yaml'], false);
    if (!compiled.ok) throw new Error(compiled.findings);
    const order: Order = {
      artifacts: compiled.artifacts,
      household: householdOf('UTC'),
      setting: { seed: 7, start: Date.UTC(2026, 0, 5), days: DAYS, profile: {} },
      render: false,
    };
    const began = performance.now();
    const cpu = process.cpuUsage();
    const tally = await runPool(order, piecesOf(contacts), { workers });
    const seconds = (performance.now() - began) / 1000;
    const used = process.cpuUsage(cpu);
    const busy = (used.user + used.system) / 1e6;
    const about = { contacts, start: '2026-01-05T00:00:00.000Z', days: DAYS, seed: 7, zone: 'UTC' };
    const { workflows, sends } = reportOf(stageOf(order), tally, about);
    const states = Object.values(workflows).reduce((sum, { transitions }) => sum + transitions.total, 0);
    const messages = Object.values(sends).reduce((sum, { total }) => sum + total, 0);
    return [
      `${number(contacts)} contacts through ${DAYS} virtual days of \`examples/welcome.yaml\` in ${workers} threads: ${number(states)} states, ${number(messages)} messages, ${number(seconds)} s by the clock, ${number(busy)} s of the processor, at most ${number(process.resourceUsage().maxRSS / 1024)} MB. Measured once.`,
      table(
        ['', 'per second', 'per CPU second'],
        [
          ['contacts', number(contacts / seconds), number(contacts / busy)],
          ['states', number(states / seconds), number(states / busy)],
        ],
      ),
    ].join('\n\n');
  },
};
