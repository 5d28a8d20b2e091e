/** What SES says of the account: whether it may send, to whom, how fast, and from whom. */
import { type Account, fieldsOf } from '../../../functions/ports/account.ts';
import { type Finding, note, ok, problem } from './finding.ts';

/** `senders`: domains and addresses that the deployment will send from, as its context names them. */
export async function checkMail(account: Account, senders: readonly string[]): Promise<readonly Finding[]> {
  const said = await account.look('ses', '/v2/email/account');
  const findings = await Promise.all(senders.map((sender) => checkSender(account, sender)));
  return [sending(said.get('SendingEnabled'), said.get('EnforcementStatus')), sandbox(said), ...findings];
}

function sending(enabled: unknown, enforcement: unknown): Finding {
  if (enabled === false || enforcement === 'SHUTDOWN') {
    return problem(
      'ses-sending',
      `SES does not send for this account${enforcement === 'SHUTDOWN' ? ': AWS has stopped it' : ''}.`,
      enforcement === 'SHUTDOWN'
        ? 'Answer the case that AWS opened: https://console.aws.amazon.com/support'
        : 'aws sesv2 put-account-sending-attributes --sending-enabled',
    );
  }
  if (enforcement === 'PROBATION') {
    return note(
      'ses-sending',
      'SES has put this account on probation: too many bounces or complaints.',
      'Answer the case that AWS opened: https://console.aws.amazon.com/support',
    );
  }
  return ok('ses-sending', 'SES sends for this account');
}

function sandbox(said: ReadonlyMap<string, unknown>): Finding {
  const quota = fieldsOf(said.get('SendQuota'));
  const [day, rate] = [Number(quota.get('Max24HourSend') ?? 0), Number(quota.get('MaxSendRate') ?? 0)];
  const limits = `${day.toLocaleString('en')} mails a day, ${rate} a second`;
  if (said.get('ProductionAccessEnabled') === true) return ok('ses-sandbox', `SES: ${limits}`);
  return problem(
    'ses-sandbox',
    `SES is in its sandbox: ${limits}, and to verified addresses alone.`,
    'aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url https://YOUR-SITE --use-case-description "WHO RECEIVES WHAT, AND HOW THEY AGREED"',
  );
}

async function checkSender(account: Account, sender: string): Promise<Finding> {
  const check = `sender ${sender}`;
  const path = `/v2/email/identities/${encodeURIComponent(sender)}`;
  try {
    const said = await account.look('ses', path);
    if (said.get('VerifiedForSendingStatus') === true) return ok(check, `${sender} is verified`);
    const tokens = fieldsOf(said.get('DkimAttributes')).get('Tokens');
    const [token] = Array.isArray(tokens) ? tokens.map(String) : [];
    const record =
      token === undefined
        ? `the link in the mail that SES sent to ${sender}`
        : `the CNAME ${token}._domainkey.${sender} → ${token}.dkim.amazonses.com, and its two siblings`;
    return problem(
      check,
      `${sender} is not verified yet: SES waits for ${record}.`,
      `aws sesv2 get-email-identity --email-identity ${sender} --region ${account.region}`,
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NotFoundException') throw error;
    return problem(
      check,
      `SES does not know ${sender} in ${account.region}.`,
      `aws sesv2 create-email-identity --email-identity ${sender} --region ${account.region}`,
    );
  }
}
