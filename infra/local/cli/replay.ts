/**
 * `sojourn replay list|events|feed`: telling a deployment on AWS again. `events` has the bus's archive tell those of a time once more;
 * `feed` tells the changes that the feed gave up. What was done already is found done: an event is known by its id, a run by what
 * let it begin. Dead letters have a command of their own.
 */
import type { Account } from '../../../functions/ports/account.ts';
import { findArchive, listReplays, startReplay } from './archive.ts';
import { failed } from './complain.ts';
import { failedBatches, tellAgain } from './failed-batches.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE = `Usage: sojourn replay list
       sojourn replay events --from TIME [--to TIME]
       sojourn replay feed
  list           replays of the archive and how far they are; batches that the feed gave up
  events         tells the events between two moments again, to workflows as they are now
  feed           tells the batches again that the feed gave up, and removes each that is done
  --from, --to   ISO 8601 with a zone: 2026-11-01T00:00:00Z; without --to until now
  --name NAME    the deployment's name (sojourn)
  --region NAME  else AWS_REGION, else the profile says
  --json         one JSON document
`;

const VERBS = ['list', 'events', 'feed'] as const;
type Verb = (typeof VERBS)[number];
type Asked = { readonly name: string; readonly from: number; readonly to: number };
/** What is said, as a document and in words; `failed`: something was refused. */
type Told = { readonly body: object; readonly words: string; readonly failed?: true };

/** Exit status: 0, 1 when it was refused or not everything could be told, 2 for a wrong call. */
export async function replayCommand(argv: readonly string[], io: Io): Promise<number> {
  const read = readFlags(argv, {
    from: { type: 'string' },
    to: { type: 'string' },
    name: { type: 'string', default: 'sojourn' },
    region: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const verb = VERBS.find((each) => each === read?.positionals[0]);
  const asked = read === undefined ? undefined : periodOf(read.values, verb);
  if (read === undefined || verb === undefined || read.positionals.length !== 1 || asked === undefined) {
    return showUsage(argv, io, USAGE);
  }
  try {
    const { openAccount } = await import('../../../functions/adapters/aws/account.ts');
    const told = await ACTS[verb](await openAccount(read.values.region), asked);
    io.stdout.write(read.values.json ? `${JSON.stringify(told.body)}\n` : told.words);
    return told.failed === true ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    return failed(io, `${error.name}: ${error.message}`, read.values.json);
  }
}

/** `undefined` when the flags are not those of the verb, or no moments. */
function periodOf(
  { name, from, to }: { readonly name: string; readonly from?: string; readonly to?: string },
  verb: Verb | undefined,
): Asked | undefined {
  if (verb !== 'events') return from === undefined && to === undefined ? { name, from: 0, to: 0 } : undefined;
  const period = { name, from: momentOf(from ?? ''), to: to === undefined ? Date.now() : momentOf(to) };
  return period.from < period.to ? period : undefined;
}

/** A time of day without its zone would mean another moment on each machine. */
const momentOf = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;

const ACTS: Readonly<Record<Verb, (account: Account, asked: Asked) => Promise<Told>>> = {
  list: async (account, { name }) => {
    const archive = await findArchive(account, name);
    const replays = archive === undefined ? [] : await listReplays(account, archive);
    const batches = await failedBatches(account, name);
    const shown = replays.map(
      (each) => `${each.name}: ${each.state}, ${each.from} to ${each.to}, told up to ${each.reached}\n`,
    );
    const none = archive === undefined ? 'The bus has no archive.\n' : 'No replays of the archive.\n';
    return {
      body: { replays, batches: batches.map(({ key, at }) => ({ key, at })) },
      words: `${shown.join('') || none}${amount(batches.length)} given up by the feed.\n`,
    };
  },
  events: async (account, { name, from, to }) => {
    const archive = await findArchive(account, name);
    if (archive === undefined) return refused(`The bus of \`${name}\` has no archive in ${account.region}.`);
    const replay = await startReplay(account, archive, `${name}-${Date.now()}`, from, to);
    const words = `${replay}: events from ${iso(from)} to ${iso(to)} are told again.\nsojourn replay list shows how far it is.\n`;
    return { body: { replay, from: iso(from), to: iso(to) }, words };
  },
  feed: async (account, { name }) => {
    const batches = await failedBatches(account, name);
    const told = [];
    for (const batch of batches)
      told.push({ key: batch.key, refusal: await tellAgain(account, name, batch) });
    const kept = told.filter(({ refusal }) => refusal !== undefined);
    const reasons = kept.map(({ key, refusal }) => `${key}: ${refusal}\n`).join('');
    return {
      body: { told: told.length - kept.length, kept },
      words: `${amount(told.length - kept.length)} told again, ${kept.length} kept.\n${reasons}`,
      ...(kept.length === 0 ? {} : { failed: true }),
    };
  },
};

const refused = (words: string): Told => ({ body: { error: words }, words: `${words}\n`, failed: true });

const iso = (at: number): string => new Date(at).toISOString();

const amount = (batches: number): string => (batches === 1 ? '1 batch' : `${batches} batches`);
