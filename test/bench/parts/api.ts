/** `api`: requests that the product answers in a second of processor time, beside a bare server of Node that parses the same JSON. */
import type { Asked } from '../api-client.ts';
import { median, number, ratios, spread, table } from '../figures.ts';
import { inTurn, measured, type Station } from '../in-turn.ts';
import type { Part } from '../part.ts';
import type { Load, Served } from '../sides/api.ts';

const NAMES: { readonly [what in Asked]: string } = {
  event: 'an event, `POST /v1/events`',
  contact: 'a new contact, `POST /v1/contacts`',
  runs: 'fifty runs, `GET /v1/runs`',
};
const ASKED = ['event', 'contact', 'runs'] as const;

const station = (load: Load): Station<Load> => ({
  name: `${load.server}: ${load.what}`,
  module: 'sides/api.ts',
  argument: load,
});

export const part: Part = {
  title: 'The HTTP API',
  run: async (setting) => {
    const requests = setting.set('requests', 4000, 100);
    const runs = setting.set('runs', 1000, 100);
    const most = setting.set('most', 1_000_000, 1000);
    const loads = ASKED.flatMap((what) =>
      (['product', 'bare'] as const).map((server) => ({ server, what, requests, runs })),
    );
    const found = await inTurn<Load, Served>(setting, loads.map(station));
    const cpu = (what: Asked, server: Load['server']): readonly number[] => {
      const index = loads.findIndex((load) => load.what === what && load.server === server);
      return (found[index] ?? []).map(({ perCpuSecond }) => perCpuSecond);
    };
    setting.note(`once: ${most} runs`);
    const few = median(cpu('runs', 'product'));
    const many = await measured<Load, Served>(
      station({ server: 'product', what: 'runs', requests, runs: most }),
    );
    const rows = ASKED.map((what) => [
      NAMES[what],
      spread(cpu(what, 'product')),
      spread(cpu(what, 'bare')),
      spread(ratios(cpu(what, 'bare'), cpu(what, 'product'))),
    ]);
    return `Requests answered in a second of the server's processor time; 32 connections from another process. The product checks key, rate, role and schema, writes to disk before it answers (SQLite's WAL, synchronous=FULL, in groups), and what its feed does afterwards counts. The bare server parses and answers as much JSON, checks nothing and keeps nothing.

${table(['', 'the product', 'a bare server', 'the bare server ÷ the product'], rows)}

The list of runs does not read what it does not show: ${number(few)} a CPU second among ${runs.toLocaleString('en')} runs, ${number(many.perCpuSecond)} among ${most.toLocaleString('en')} (once).`;
  },
};
