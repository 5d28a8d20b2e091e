/**
 * `compile`: a definition into its machine, from ten steps to a thousand, the most that a definition may have, beside reading the same
 * text as JSON; and the phases behind the parser, which alone refuses more, up to five thousand.
 */
import { checkDefinition } from '../../../workflow-compiler/check/check.ts';
import { compile } from '../../../workflow-compiler/compile.ts';
import { emit } from '../../../workflow-compiler/emit/emit.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import { interruptsOf } from '../../../workflow-compiler/lower/interrupts.ts';
import { lower } from '../../../workflow-compiler/lower/lower.ts';
import { optimise, passesFor } from '../../../workflow-compiler/optimise/optimise.ts';
import { verify } from '../../../workflow-compiler/verify/verify.ts';
import { median, number, ratios, spread, table } from '../figures.ts';
import type { Part, Setting } from '../part.ts';
import { slope } from '../slope.ts';

/** Mails, waits, branches and tags in turn: every tenth step asks whether a mail was opened. */
function definitionOf(steps: number): string {
  const id = (index: number): string => (index < steps ? `s${index}` : 'end');
  const stepAt = (index: number): JsonObject => {
    const next = id(index + 1);
    switch (index % 10) {
      case 0:
        return { kind: 'send-email', subject: 'Hello {{ contact.firstName }}', text: 'Hello', next };
      case 4:
        return { kind: 'wait', for: '1 hour', next };
      case 7:
        return {
          kind: 'branch',
          paths: [
            {
              id: 'pro',
              when: { kind: 'detail', name: 'plan', op: 'equals', value: `p${index}` },
              next: id(index + 2),
            },
          ],
          otherwise: next,
        };
      default:
        return { kind: 'add-tag', tag: `t${index}`, next };
    }
  };
  return JSON.stringify({
    language: 1,
    name: 'long',
    triggers: [{ on: 'external.occurred', name: 'start' }],
    sending: { from: { email: 'a@example.com' } },
    start: 's0',
    steps: Object.fromEntries(Array.from({ length: steps }, (_, index) => [id(index), stepAt(index)])),
  });
}

export const part: Part = {
  title: 'Compiling',
  run: async (setting) => {
    const most = setting.set('steps', 1000, 100);
    const sizes = [10, 30, 100, 300, 1000].filter((size) => size <= most);
    const texts = sizes.map(definitionOf);
    // The optimiser of the engine that runs us has to have seen all of it.
    for (const text of texts) compiled(text);
    const found = texts.map((text, index) => {
      const times = Math.max(1, Math.round(2000 / (sizes[index] ?? 1)));
      const compiling: number[] = [];
      const reading: number[] = [];
      for (let pair = 0; pair < setting.pairs; pair += 1) {
        setting.note(`round ${pair + 1} of ${setting.pairs}: ${sizes[index]} steps`);
        compiling.push(cpuMs(times, () => compiled(text)));
        reading.push(cpuMs(times * 50, () => void JSON.stringify(JSON.parse(text))));
      }
      return { steps: sizes[index] ?? 0, compiling, reading, machine: compiled(text) };
    });
    const rows = found.map(({ steps, compiling, reading, machine }) => [
      steps.toLocaleString('en'),
      spread(compiling),
      spread(compiling.map((ms) => (ms * 1000) / steps)),
      number(machine / 1024),
      spread(ratios(compiling, reading)),
    ]);
    const line = slope(found.map(({ steps, compiling }) => [steps, median(compiling)] as const));
    const beyond = largerOnes(setting);
    const further = slope(beyond.map(({ steps, ms }) => [steps, median(ms)] as const));
    return `Mails, waits, branches and tags in turn, compiled from JSON to the verified machine; beside it \`JSON.parse\` and \`JSON.stringify\` of the same text.

${table(['steps', 'ms of processor time', 'µs a step', 'machine, KB', 'times reading and writing the JSON'], rows)}

The slope of the line through the logarithms is ${line.toFixed(2)}: 1 would be twice the time for twice the steps. A definition has a thousand steps at most, so that what a run carries from state to state stays below the 256 KiB of Step Functions; at about 1,900 steps like these the machine would reach its 1 MB.

The phases behind the parser (check, lower, optimise, emit, verify), to which the thousand does not matter:

${table(
  ['steps', 'ms of processor time', 'µs a step', 'machine, KB'],
  beyond.map(({ steps, ms, machine }) => [
    steps.toLocaleString('en'),
    spread(ms),
    spread(ms.map((one) => (one * 1000) / steps)),
    number(machine / 1024),
  ]),
)}

Their slope is ${further.toFixed(2)}.`;
  },
};

/** `machine`: its characters. */
type Larger = { readonly steps: number; readonly ms: readonly number[]; readonly machine: number };

function largerOnes({ quick, pairs, note }: Setting): readonly Larger[] {
  const sizes = quick ? [100, 200] : [500, 1000, 2000, 5000];
  const all = sizes.map((steps) => ({ steps, definition: read(definitionOf(steps)) }));
  for (const { definition } of all) phases(definition);
  return all.map(({ steps, definition }) => {
    note(`${steps} steps behind the parser`);
    const times = Math.max(1, Math.round(2000 / steps));
    const ms = Array.from({ length: pairs }, () => cpuMs(times, () => phases(definition)));
    return { steps, ms, machine: phases(definition) };
  });
}

const read = (text: string): Definition => JSON.parse(text);

/** Characters of the machine, which the verifier may find too large. */
function phases(definition: Definition): number {
  checkDefinition(definition, {});
  const plan = optimise(lower(definition, interruptsOf(definition)), passesFor({ placement: 'standard' }));
  const { machine } = emit(plan, {});
  verify(machine);
  return JSON.stringify(machine).length;
}

/** Characters of the machine. */
function compiled(text: string): number {
  const result = compile(text);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics.slice(0, 3)));
  return JSON.stringify(result.artifact.machine).length;
}

function cpuMs(times: number, work: () => void): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
