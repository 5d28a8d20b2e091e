/**
 * `npm run bench -- [PART…] [--quick] [--write] [--pairs N] [--set NAME=VALUE]…`: measures the parts named, or all of them.
 * Every figure is a ratio or a median taken in one run, the sides in turn. `--quick` is small, asks for no peer and proves only
 * that everything runs; `--write` renews the sections of docs/benchmarks.md.
 */
import { readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from './page.ts';
import type { Part, Setting } from './part.ts';

const folder = join(import.meta.dirname, 'parts');
const known = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    pairs: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const strangers = positionals.filter((name) => !known.includes(name));
if (strangers.length > 0) {
  process.stderr.write(`No part ${strangers.join(', ')}. There are: ${known.join(', ')}.\n`);
  process.exit(2);
}

const set = new Map(values.set.map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])]));
const setting: Setting = {
  quick: values.quick,
  pairs: Number(values.pairs ?? (values.quick ? 1 : 5)),
  set: (name, usual, quick) => set.get(name) ?? (values.quick ? quick : usual),
  note: (text) => void process.stderr.write(`${text}\n`),
};
const options = values.set.map((pair) => ` --set ${pair}`).join('');
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`;

for (const name of positionals.length > 0 ? positionals : known) {
  setting.note(`— ${name}`);
  const { part }: { readonly part: Part } = await import(join(folder, `${name}.ts`));
  const told = await part.run(setting);
  const command = `npm run bench -- ${name}${options}`;
  const section = `## ${part.title}\n\n${told.trim()}\n\n\`${command}\`; ${setting.pairs} ${setting.pairs === 1 ? 'round' : 'rounds'}; ${machine}; load ${Math.round(loadavg()[1] ?? 0)} at its end.`;
  process.stdout.write(`${section}\n\n`);
  if (values.write) writeSection(name, section);
}
// Peers' clients leave connections and timers behind.
process.exit();
