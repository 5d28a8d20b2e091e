/** An account of AWS as far as the doctor asks: answers by operation or path, of a healthy account unless told otherwise. */
import { createServer } from 'node:http';

export type Answers = {
  readonly [asked: string]: { readonly status?: number; readonly body: object | string };
};

export const refused = (name: string, message = 'no', status = 400) => ({
  status,
  body: { __type: name, message },
});

const QUOTAS = [
  { QuotaName: 'Open executions', QuotaCode: 'L-OPEN0001', Value: 1_000_000 },
  { QuotaName: 'StartExecution throttle token refill rate per second', QuotaCode: 'L-START001', Value: 300 },
];

/** By `X-Amz-Target`, or by method and path. */
const HEALTHY: Answers = {
  'POST /': {
    body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
  },
  'AmazonSSM.GetParameter': { body: { Parameter: { Name: 'version', Type: 'String', Value: '28' } } },
  'GET /v2/email/account': {
    body: {
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
    },
  },
  'GET /v2/email/identities/example.com': { body: { VerifiedForSendingStatus: true } },
  'GET /2016-08-19/account-settings/': { body: { AccountLimit: { UnreservedConcurrentExecutions: 1000 } } },
  'ServiceQuotasV20190624.ListServiceQuotas': { body: { Quotas: QUOTAS } },
};

export type Service = { readonly endpoint: string; readonly close: () => Promise<void> };

export async function serve(answers: Answers = {}): Promise<Service> {
  const all: Answers = { ...HEALTHY, ...answers };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      const asked = typeof target === 'string' ? target : `${request.method} ${request.url}`;
      const { status = 200, body } = all[asked] ?? refused('NotFoundException', asked, 404);
      response.writeHead(status);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
