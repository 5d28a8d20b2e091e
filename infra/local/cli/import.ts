/**
 * `sojourn import FILE`: streams a file of contacts to a running product and shows how far it is. The product keeps the
 * file before it answers, so the import goes on there whatever becomes of this command.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { complain } from './complain.ts';
import {
  type Answer,
  type Api,
  CONNECTION_HELP,
  CONNECTION_OPTIONS,
  connect,
  numberField,
  textField,
  Unreachable,
} from './connection.ts';
import { readFlags } from './flags.ts';
import { follow, refused } from './follow-job.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn import FILE [--list NAME] [--tag NAME] [--consent CHANNEL:in] [options]
  --format FORMAT    csv or ndjson; by the name of the file unless said
  --list NAME        adds everybody to this list
  --tag NAME         gives everybody this tag
  --consent C:STATE  such as email:in, for those who said so to you; may be given more than once
  --mapping A=B      column A is the detail B; may be given more than once
  --no-wait          do not wait for the end
  --json             the last answer of the API as one line
${CONNECTION_HELP}`;

/** Exit status: 0, 1 when the product refuses or the import fails, 2 when the command cannot be carried out. */
export async function importCommand(argv: readonly string[], io: Io): Promise<number> {
  const asked = readArguments(argv);
  if (asked === undefined || asked.file === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const { file, json } = asked;
  if (!existsSync(file) || !statSync(file).isFile()) {
    return complain(io, `Cannot read ${file}: there is no such file.`, json);
  }
  const format = asked.format ?? (/^\.(nd)?jsonl?$/.test(extname(file)) ? 'ndjson' : 'csv');
  const query = new URLSearchParams({ format, name: file.slice(file.lastIndexOf('/') + 1) });
  if (asked.list !== undefined) query.set('list', asked.list);
  if (asked.tag !== undefined) query.set('tag', asked.tag);
  if (asked.consent.length > 0) query.set('consent', asked.consent.join(','));
  if (asked.mapping.length > 0) query.set('mapping', asked.mapping.join(','));
  try {
    const api = connect(asked, process.env);
    const started = await begin(api, file, query, format === 'csv' ? 'text/csv' : 'application/x-ndjson');
    if (started.status >= 300) return refused(io, started, json, 'Not imported');
    const job = `/v1/imports/${textField(started.body, 'id')}`;
    const last = asked['no-wait'] ? started : await follow(api, job, io, json, rowsDone);
    if (last.status >= 300) return refused(io, last, json, 'The import goes on, and cannot be asked after');
    if (json) io.stdout.write(`${JSON.stringify(last.body)}\n`);
    else io.stdout.write(summary(last, api.url));
    return textField(last.body, 'state') === 'failed' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return complain(io, error.message, json);
  }
}

function readArguments(argv: readonly string[]) {
  const read = readFlags(argv, {
    format: { type: 'string' },
    list: { type: 'string' },
    tag: { type: 'string' },
    consent: { type: 'string', multiple: true, default: [] },
    mapping: { type: 'string', multiple: true, default: [] },
    'no-wait': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    ...CONNECTION_OPTIONS,
  });
  if (read === undefined) return undefined;
  const { values, positionals } = read;
  const [file] = positionals;
  if (positionals.length > 1) return undefined;
  return { ...values, file };
}

/** Within what a product on AWS takes in a request. */
const CARRIED_BYTES = 4 * 1024 * 1024;

/** In the request, or, where that is bounded, by the address that the product names. */
async function begin(api: Api, file: string, query: URLSearchParams, type: string): Promise<Answer> {
  const bytes = statSync(file).size;
  const length = { 'content-length': String(bytes) };
  if (bytes > CARRIED_BYTES) {
    const offer = await api.call('POST', '/v1/imports/uploads', JSON.stringify({ bytes }), {
      'content-type': 'application/json',
    });
    if (offer.status === 201) {
      const url = textField(offer.body, 'url');
      const put = { method: 'PUT', headers: length, body: bytesOf(file), duplex: 'half' } as const;
      const brought = await fetch(url, put).catch(() => undefined);
      if (brought?.ok !== true) throw new Unreachable(`The file was not taken at ${new URL(url).host}.`);
      query.set('upload', textField(offer.body, 'upload'));
      return api.call('POST', `/v1/imports?${query}`);
    }
  }
  return api.call('POST', `/v1/imports?${query}`, bytesOf(file), { 'content-type': type, ...length });
}

/** A million rows do not fit a request held in memory; as a stream that is read as it is taken they do. */
function bytesOf(file: string): ReadableStream<Uint8Array> {
  const parts = createReadStream(file)[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

const rowsDone = ({ body }: Answer): string =>
  `${numberField(body, 'rows')} rows, ${Math.floor(numberField(body, 'percent'))} %`;

function summary({ body }: Answer, url: string): string {
  const number = (name: string): string => String(numberField(body, name));
  const refusedRows = numberField(body, 'refused');
  const hint =
    refusedRows > 0 ? `Refused rows with reasons: ${url}/v1/imports/${textField(body, 'id')}/refused\n` : '';
  return `\rImport ${textField(body, 'state')}: ${number('rows')} rows, ${number('created')} created, ${number('updated')} updated, ${refusedRows} refused.\n${hint}`;
}
