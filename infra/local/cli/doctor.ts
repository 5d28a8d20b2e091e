/** `sojourn doctor`: examines the account that a deployment would go to, before it goes there. Nothing is changed. */
import { examine } from '../doctor/examine.ts';
import { type Finding, shown } from '../doctor/finding.ts';
import { toolsHere } from '../doctor/tools.ts';
import { readFlags } from './flags.ts';
import type { Io } from './output.ts';
import { showUsage } from './usage.ts';

const USAGE =
  'Usage: sojourn doctor [--region NAME] [--senders LIST] [--open-runs N] [--starts N]\n                      [--placement standard|express] [--json]\n' +
  '  --region     where the deployment goes; else AWS_REGION, else the profile says\n' +
  '  --senders    domains and addresses that mail will be sent from, with commas\n' +
  '  --open-runs  how many contacts will be inside workflows at once (100000)\n' +
  '  --starts     how many enter in a second, at most (100)\n' +
  '  --placement  how workflows are placed; else both ways are looked at\n' +
  '  --json       findings as JSON\n';

/** Exit status: 0 when a deployment would go through, 1 when something is in its way, 2 for a wrong call. */
export async function doctorCommand(argv: readonly string[], io: Io): Promise<number> {
  const read = readFlags(argv, {
    region: { type: 'string' },
    senders: { type: 'string', default: '' },
    'open-runs': { type: 'string', default: '100000' },
    starts: { type: 'string', default: '100' },
    placement: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const values = read?.values;
  const placement = (['standard', 'express'] as const).find((each) => each === values?.placement);
  const load = {
    ...{ openRuns: Number(values?.['open-runs']), startsPerSecond: Number(values?.starts) },
    placement,
  };
  if (
    values === undefined ||
    read?.positionals.length !== 0 ||
    values.placement !== placement ||
    !Number.isInteger(load.openRuns) ||
    !Number.isInteger(load.startsPerSecond)
  ) {
    return showUsage(argv, io, USAGE);
  }
  const findings = await examine({
    tools: toolsHere(),
    // Loaded here: the SDK looks for credentials, and a wrong call is answered at once.
    open: async () => (await import('../../../functions/adapters/aws/account.ts')).openAccount(values.region),
    senders: values.senders.split(',').filter(Boolean),
    load,
  });
  const bad = findings.filter(({ level }) => level === 'problem');
  if (values.json) io.stdout.write(`${JSON.stringify({ ok: bad.length === 0, findings })}\n`);
  else io.stdout.write(`${findings.map(shown).join('')}\n${summary(bad)}\n`);
  return bad.length === 0 ? 0 : 1;
}

const summary = (bad: readonly Finding[]): string =>
  bad.length === 0
    ? 'Nothing is in the way of `npx cdk deploy --all`.'
    : `${bad.length} ${bad.length === 1 ? 'thing is' : 'things are'} in the way of a deployment.`;
