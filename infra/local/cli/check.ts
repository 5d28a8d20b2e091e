/**
 * `sojourn check FILE… [--json] [--messages-per-day N] [--cap CAP]…`: parses and checks definitions, each by itself and all together, and
 * shows every finding in its place.
 */
import { readCaps } from '../../../functions/domain/tenant/caps.ts';
import type { CheckOptions } from '../../../workflow-compiler/check/options.ts';
import { checkTogether } from '../../../workflow-compiler/compile.ts';
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../../workflow-compiler/diagnostics/render.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { readDefinition } from './read-definition.ts';
import { showUsage } from './usage.ts';

const USAGE =
  'Usage: sojourn check FILE… [--json] [--messages-per-day N] [--cap CAP]…\n' +
  "  Several files are checked together too: whether they set each other off, and name each other's messages rightly.\n" +
  '  --messages-per-day  how many marketing messages a contact is meant to get in 24 hours at most; 10 unless said\n' +
  '  --cap               what a contact may get on a channel at most, such as email=2/day,5/week; once for each channel\n';

/** Exit status: 0 without errors (warnings are shown), 1 with errors, 2 when the command cannot be carried out. */
export async function checkCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined || asked.files.length === 0) {
    return showUsage(argv, io, USAGE);
  }
  const results = checkFiles(asked.files, asked.options);
  const unread = results.filter(({ problem }) => problem !== undefined);
  for (const { problem } of unread) io.stderr.write(`${problem}\n`);
  if (asked.json) {
    const told = results.map(({ file, diagnostics, problem: error }) =>
      error === undefined ? { file, diagnostics } : { file, error, diagnostics },
    );
    io.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  } else {
    for (const { file, text, diagnostics, problem } of results)
      if (problem === undefined)
        io.stdout.write(renderDiagnostics(diagnostics, file, text) || `${file}: no findings\n`);
  }
  if (unread.length > 0) return 2;
  return results.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    json: { type: 'boolean', default: false },
    'messages-per-day': { type: 'string' },
    cap: { type: 'string', multiple: true, default: [] },
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  const most = values['messages-per-day'];
  const caps = readCaps(values.cap);
  if (caps === undefined || (most !== undefined && !/^[1-9][0-9]{0,3}$/.test(most))) return undefined;
  const options: CheckOptions = { caps, ...(most === undefined ? {} : { messagesPerDay: Number(most) }) };
  return { files: positionals, json: values.json, options };
}

type Checked = {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly text?: string;
  /** Why the file could not be read. */
  readonly problem?: string;
};

/** What cannot be read is left out of what is checked together. */
function checkFiles(files: readonly string[], options: CheckOptions): readonly Checked[] {
  const read = files.map((file) => ({ file, ...readDefinition(file) }));
  const texts = read.flatMap((one) => (one.ok ? [one.text] : []));
  const checked = checkTogether(texts, options).values();
  return read.map((one): Checked => {
    if (!one.ok) return { file: one.file, problem: one.problem, diagnostics: [] };
    return { file: one.file, text: one.text, diagnostics: checked.next().value?.diagnostics ?? [] };
  });
}
