/**
 * `sojourn publish FILE [--start]`: puts the file as the draft of its workflow and publishes that. Findings are shown in
 * their place in the file. Publishing the same text again gives the same version.
 */
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../../workflow-compiler/diagnostics/render.ts';
import { parse } from '../../../workflow-compiler/parse/parse.ts';
import { complain } from './complain.ts';
import {
  type Answer,
  CONNECTION_HELP,
  CONNECTION_OPTIONS,
  connect,
  field,
  numberField,
  refusal,
  textField,
  Unreachable,
} from './connection.ts';
import { cutOf } from './cut.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { readDefinition } from './read-definition.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn publish FILE [--start] [--placement standard|express|auto] [--runs-per-month N]
       [--granularity step|segment] [--json] [--url URL] [--key KEY] [--data DIR]
  --start      start the version, so that contacts enter
  --placement  where waits live: in one Standard execution per run (unless said), in rows between Express executions, or
               auto, which chooses by --runs-per-month and says why
  --granularity  a state for each step, or a segment for everything between two waits; unless said,
                 step in standard and segment in express
  --json       the answer of the API as one line
${CONNECTION_HELP}`;

/** Exit status: 0, 1 when the product refuses, 2 when the command cannot be carried out. */
export async function publishCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined || asked.file === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const { file, start, json } = asked;
  const read = readDefinition(file);
  if (!read.ok) {
    return complain(io, read.problem, json);
  }
  try {
    const api = connect(asked, process.env);
    const checked = await api.call('POST', '/v1/workflows/check', read.text, { 'content-type': 'text/yaml' });
    const findings = findingsOf(checked, 'diagnostics');
    const name = nameOf(read.text);
    if (checked.status !== 200 || field(checked.body, 'ok') !== true || name === undefined) {
      return refused(io, checked, findings, file, read.text, json);
    }
    const path = `/v1/workflows/${encodeURIComponent(name)}`;
    const saved = await api.call('PUT', path, read.text, { 'content-type': 'text/yaml' });
    if (saved.status >= 300) return refused(io, saved, findingsOf(saved, 'errors'), file, read.text, json);
    const published = await api.call('POST', `${path}/publish`, JSON.stringify({ start, ...asked.cut }), {
      'content-type': 'application/json',
    });
    if (published.status >= 300) {
      return refused(io, published, findingsOf(published, 'errors'), file, read.text, json);
    }
    if (json) io.stdout.write(`${JSON.stringify(published.body)}\n`);
    else {
      io.stderr.write(renderDiagnostics(findings, file, read.text));
      const state = start
        ? 'started: contacts enter it from now on'
        : 'not started; add --start to let contacts in';
      const version = numberField(published.body, 'version');
      io.stdout.write(
        `Published ${textField(published.body, 'workflow') || name} version ${version}, ${state}.\n`,
      );
      const why = textField(published.body, 'placementWhy');
      if (why !== '') io.stdout.write(`Placement ${textField(published.body, 'placement')}: ${why}.\n`);
      io.stdout.write(`See ${api.url}/workflows/${encodeURIComponent(name)}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return complain(io, error.message, json);
  }
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    start: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    granularity: { type: 'string' },
    placement: { type: 'string' },
    'runs-per-month': { type: 'string' },
    ...CONNECTION_OPTIONS,
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  const [file] = positionals;
  const cut = cutOf(values);
  if (cut === undefined || positionals.length > 1) return undefined;
  return { ...values, cut, file };
}

function refused(
  io: Io,
  answer: Answer,
  findings: readonly Diagnostic[],
  file: string,
  text: string,
  json: boolean,
): number {
  if (json) io.stdout.write(`${JSON.stringify(answer.body)}\n`);
  else if (findings.length > 0) io.stderr.write(renderDiagnostics(findings, file, text));
  else io.stderr.write(`Not published: ${refusal(answer)}\n`);
  return 1;
}

function nameOf(text: string): string | undefined {
  const parsed: unknown = parse(text);
  const name = field(field(parsed, 'definition'), 'name');
  return typeof name === 'string' ? name : undefined;
}

/** The API's findings are the compiler's own, so they can be shown as those of `sojourn check`. */
function findingsOf({ body }: Answer, name: string): readonly Diagnostic[] {
  const value = field(body, name);
  return Array.isArray(value) ? value.filter(isDiagnostic) : [];
}

function isDiagnostic(value: unknown): value is Diagnostic {
  return ['code', 'severity', 'at', 'title', 'detail', 'hint'].every(
    (name) => typeof field(value, name) === 'string',
  );
}
