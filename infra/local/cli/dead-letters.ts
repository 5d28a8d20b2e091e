/**
 * `sojourn dead-letters list|replay`: what failed again and again, and telling it again once the cause is mended. Of a running
 * product over its API; with `--aws` of a deployment, whose dead letters stand in queues.
 */
import { failed } from './complain.ts';
import {
  CONNECTION_HELP,
  CONNECTION_OPTIONS,
  connect,
  type Flags,
  numberField,
  textField,
  Unreachable,
} from './connection.ts';
import { type DeadQueue, findDeadQueues, moveBack } from './dead-queues.ts';
import { readFlags } from './flags.ts';
import { refused } from './follow-job.ts';
import { listAll } from './list-all.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn dead-letters list|replay [--aws [--name NAME] [--region NAME]] [--json]
${CONNECTION_HELP}  --aws        the queues of a deployment instead, with the credentials of this shell
  --name NAME  the deployment's name (sojourn)
`;

type Verb = 'list' | 'replay';

/** Exit status: 0, 1 when it was refused or nobody answered, 2 for a wrong call. */
export async function deadLettersCommand(argv: readonly string[], io: Io): Promise<number> {
  const read = readFlags(argv, {
    ...CONNECTION_OPTIONS,
    aws: { type: 'boolean', default: false },
    name: { type: 'string', default: 'sojourn' },
    region: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const verb = (['list', 'replay'] as const).find((each) => each === read?.positionals[0]);
  if (read === undefined || verb === undefined || read.positionals.length !== 1) {
    return showUsage(argv, io, USAGE);
  }
  const { aws, name, region, json, ...flags } = read.values;
  try {
    return aws ? await ofDeployment(verb, name, region, json, io) : await ofProduct(verb, flags, json, io);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    const told = error instanceof Unreachable ? error.message : `${error.name}: ${error.message}`;
    return failed(io, told, json);
  }
}

async function ofProduct(verb: Verb, flags: Flags, json: boolean, io: Io): Promise<number> {
  const api = connect(flags, process.env);
  if (verb === 'list') {
    const all = await listAll(api, '/v1/dead-letters');
    if (!all.ok) return refused(io, all.answer, json);
    const { items } = all;
    io.stdout.write(json ? `${JSON.stringify({ items })}\n` : listed(items));
    return 0;
  }
  const answer = await api.call('POST', '/v1/dead-letters/replay', '{}', JSON_TYPE);
  if (answer.status >= 300) return refused(io, answer, json);
  const [replayed, kept] = ['replayed', 'kept'].map((name) => numberField(answer.body, name));
  io.stdout.write(
    json
      ? `${JSON.stringify(answer.body)}\n`
      : `${replayed} told again, ${kept} kept: changes of contacts.\n`,
  );
  return 0;
}

const JSON_TYPE = { 'content-type': 'application/json' };

function listed(items: readonly unknown[]): string {
  const lines = items.map((item) => {
    const [at, what, type, contact, error] = ['at', 'what', 'type', 'contact', 'error'].map((name) =>
      textField(item, name),
    );
    return `${at}  ${type || what}  ${contact || '-'}  ${error}\n`;
  });
  return lines.length === 0 ? 'No dead letters.\n' : lines.join('');
}

async function ofDeployment(
  verb: Verb,
  name: string,
  region: string | undefined,
  json: boolean,
  io: Io,
): Promise<number> {
  const { openAccount } = await import('../../../functions/adapters/aws/account.ts');
  const account = await openAccount(region);
  const queues = await findDeadQueues(account, name);
  if (queues.length === 0) {
    io.stderr.write(`There is no deployment \`${name}\` in ${account.region}.\n`);
    return 1;
  }
  if (verb === 'replay') {
    for (const queue of queues) {
      if (queue.messages > 0 && queue.source !== undefined) await moveBack(account, queue);
    }
  }
  io.stdout.write(
    json ? `${JSON.stringify({ queues })}\n` : queues.map((queue) => told(verb, queue)).join(''),
  );
  return 0;
}

function told(verb: Verb, { name, messages, source }: DeadQueue): string {
  if (messages === 0) return `${name}: none\n`;
  const count = `${name}: about ${messages}`;
  if (source === undefined)
    return `${count}; nothing leads back: the sweeper has looked at what they were for\n`;
  return verb === 'replay' ? `${count}, going back\n` : `${count}\n`;
}
