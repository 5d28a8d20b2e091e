/** All checks in the order in which a deployment would meet them. What cannot be asked is said to be unknown, with the reason. */
import type { Account } from '../../../functions/ports/account.ts';
import { type Finding, ok, problem } from './finding.ts';
import { checkMail } from './mail.ts';
import { checkLambda, checkQuotas, type Load, QUOTA_SERVICES } from './quotas.ts';
import { checkTools, type Tools } from './tools.ts';

export type Examination = {
  readonly tools: Tools;
  /** Throws when credentials or region are missing. */
  readonly open: () => Promise<Account>;
  readonly senders: readonly string[];
  readonly load: Load;
};

/** The templates ask for it. */
const BOOTSTRAP = 6;
const PARAMETER = '/cdk-bootstrap/hnb659fds/version';

export async function examine({ tools, open, senders, load }: Examination): Promise<readonly Finding[]> {
  const here = checkTools(tools);
  const opened = await open().catch((error: unknown) => notOpened(error));
  if ('check' in opened) return [...here, opened];
  const who = await identify(opened);
  if (who.level !== 'ok') return [...here, who];
  const asked = await Promise.all([
    guarded('bootstrap', () => checkBootstrap(opened)),
    guarded('ses', () => checkMail(opened, senders)),
    guarded('lambda', async () => [await checkLambda(opened, load)]),
    ...QUOTA_SERVICES.map((service) =>
      guarded(`quotas of ${service}`, () => checkQuotas(opened, service, load)),
    ),
  ]);
  return [...here, who, ...asked.flat()];
}

function notOpened(error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error);
  return /region (is missing|not accepted)/i.test(message)
    ? problem('region', 'No region is chosen.', 'export AWS_REGION=eu-south-1')
    : problem('credentials', `No credentials: ${message.replace(/\.$/, '')}.`, 'aws configure sso');
}

async function identify(account: Account): Promise<Finding> {
  try {
    return ok('credentials', `Account ${await account.number()}, region ${account.region}`);
  } catch (error) {
    const { name, message, code } = factsOf(error);
    if (code === 'ENOTFOUND')
      return problem(
        'region',
        `There is no region ${account.region}: ${message}.`,
        'aws account list-regions --query "Regions[].RegionName"',
      );
    if (/expired/i.test(name))
      return problem('credentials', `The credentials have expired: ${message}.`, 'aws sso login');
    const refused = `AWS refuses these credentials: ${name}: ${message}.`;
    // So does a region that an account must enable first, whose credentials it has not heard of.
    return /InvalidClientTokenId|UnrecognizedClient/.test(name)
      ? problem(
          'credentials',
          `${refused} In a region that is not enabled for the account good ones are refused, too: \`aws account enable-region --region-name ${account.region}\`.`,
          'aws configure sso',
        )
      : problem('credentials', refused, 'aws configure sso');
  }
}

async function checkBootstrap(account: Account): Promise<readonly Finding[]> {
  const target = `aws://${await account.number()}/${account.region}`;
  const fix = `npx cdk bootstrap ${target}`;
  try {
    const said = await account.operation('ssm', 'GetParameter', { Name: PARAMETER });
    const value = Number(/"Value":\s*"(\d+)"/.exec(JSON.stringify(said.get('Parameter')))?.[1] ?? 0);
    return value >= BOOTSTRAP
      ? [ok('bootstrap', `Bootstrapped, version ${value}`)]
      : [problem('bootstrap', `The bootstrap is of version ${value}; ${BOOTSTRAP} is needed.`, fix)];
  } catch (error) {
    if (factsOf(error).name !== 'ParameterNotFound') throw error;
    return [problem('bootstrap', `The CDK is not bootstrapped in ${target}.`, fix)];
  }
}

/** One service's refusal says nothing about the others. */
async function guarded(check: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    const { name, message, code } = factsOf(error);
    const says =
      code === 'ENOTFOUND'
        ? `is not offered in this region (${message})`
        : `could not be asked: ${name}: ${message}`;
    return [{ check, level: code === 'ENOTFOUND' ? 'problem' : 'unknown', says: `${check} ${says}` }];
  }
}

function factsOf(error: unknown): { readonly name: string; readonly message: string; readonly code: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, message: error.message, code };
}
