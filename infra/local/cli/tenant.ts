/**
 * `sojourn tenant list|remove`: the operator's view of who shares a deployment. Removing asks for the name twice, since nothing brings a
 * tenant back; the work goes on in the product, whatever becomes of this command.
 */
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
import { begin, follow, refused } from './follow-job.ts';
import { listAll } from './list-all.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn tenant list
       sojourn tenant remove NAME --confirm NAME [--no-wait]
  --confirm NAME  the name once more: contacts, runs, messages, workflows, keys and files go, for good
  --no-wait       do not wait for the end
  --json          the last answer of the API as one line
${CONNECTION_HELP}`;

type Asked = { readonly verb: 'list' | 'remove'; readonly name: string | undefined };

/** Exit status: 0, 1 when the product refuses, 2 when the command cannot be carried out. */
export async function tenantCommand(argv: readonly string[], io: Io): Promise<number> {
  const read = readFlags(argv, {
    confirm: { type: 'string' },
    'no-wait': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    ...CONNECTION_OPTIONS,
  });
  const asked = askedOf(read?.positionals ?? []);
  if (read === undefined || asked === undefined) {
    return showUsage(argv, io, USAGE);
  }
  const { json, confirm, 'no-wait': noWait } = read.values;
  try {
    const api = connect(read.values, process.env);
    if (asked.verb === 'list') return await list(api, io, json);
    const { name = '' } = asked;
    if (confirm !== name) {
      return complain(
        io,
        `Nothing was removed. To remove \`${name}\` for good, add --confirm ${name}.`,
        json,
      );
    }
    return await remove(api, name, noWait, io, json);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return complain(io, error.message, json);
  }
}

function askedOf([verb, name, ...more]: readonly string[]): Asked | undefined {
  if (more.length > 0) return undefined;
  if (verb === 'list') return name === undefined ? { verb, name } : undefined;
  return verb === 'remove' && name !== undefined ? { verb, name } : undefined;
}

async function list(api: Api, io: Io, json: boolean): Promise<number> {
  const all = await listAll(api, '/v1/tenants');
  if (!all.ok) return refused(io, all.answer, json);
  const { items } = all;
  const lines = items.map((item) => `${textField(item, 'id')}  ${textField(item, 'name')}\n`);
  io.stdout.write(json ? `${JSON.stringify({ items })}\n` : lines.join(''));
  return 0;
}

async function remove(api: Api, name: string, noWait: boolean, io: Io, json: boolean): Promise<number> {
  const path = `/v1/tenants/${encodeURIComponent(name)}/removal`;
  const begun = await begin(api, path, { confirm: name });
  if (begun.status !== 202) return refused(io, begun, json);
  const itemsDone = ({ body }: Answer): string => `${numberField(body, 'removed')} items removed`;
  const last = noWait ? begun : await follow(api, path, io, json, itemsDone);
  if (last.status >= 300) return refused(io, last, json);
  io.stdout.write(json ? `${JSON.stringify(last.body)}\n` : summary(name, last));
  return textField(last.body, 'state') === 'failed' ? 1 : 0;
}

function summary(name: string, { body }: Answer): string {
  const state = textField(body, 'state');
  if (state === 'running') return `The tenant ${name} is locked out; what it has is being removed.\n`;
  return `The tenant ${name} is removed: ${numberField(body, 'removed')} items.\n`;
}
