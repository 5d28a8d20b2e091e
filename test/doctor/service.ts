/** An account of AWS as far as the doctor asks: answers by operation or path, of a healthy account unless told otherwise. */
import { createServer } from 'node:http';
import { listening } from '../adapters/listening.ts';

export type Answers = {
  readonly [asked: string]: { readonly status?: number; readonly body: object | string };
};

export const refused = (name: string, message = 'no', status = 400) => ({
  status,
  body: { __type: name, message },
});

/** What is asked for by its name has a code made up of it. */
const QUOTAS = [
  { QuotaName: 'Open executions', QuotaCode: 'L-OPEN0001', Value: 1_000_000 },
  { QuotaName: 'StartExecution throttle token bucket size', QuotaCode: 'L-BUCKET01', Value: 1300 },
  { QuotaName: 'StartExecution throttle token refill rate per second', QuotaCode: 'L-START001', Value: 300 },
  {
    QuotaName: 'StateTransition throttle token refill rate per second',
    QuotaCode: 'L-STATE001',
    Value: 5000,
  },
  { QuotaName: 'PutEvents throttle limit in transactions per second', QuotaCode: 'L-PUT00001', Value: 1200 },
  {
    QuotaName: 'Invocations throttle limit in transactions per second',
    QuotaCode: 'L-RULE0001',
    Value: 2250,
  },
];

/** Where nobody has asked for more, they are in this list alone. */
const USUAL_QUOTAS = [
  { QuotaName: 'StartExecution throttle token refill rate per second', QuotaCode: 'L-START001', Value: 150 },
  { QuotaName: 'Number of schedules', QuotaCode: 'L-SCHED001', Value: 10_000_000 },
  { QuotaName: 'CreateSchedule request rate', QuotaCode: 'L-CREATE01', Value: 250 },
  { QuotaName: 'Invocations throttle limit', QuotaCode: 'L-RING0001', Value: 250 },
];

/** By `X-Amz-Target` (and the service whose quotas are asked for), or by method and path. */
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
  'ServiceQuotasV20190624.ListServiceQuotas states': { body: { Quotas: QUOTAS.slice(0, 4) } },
  'ServiceQuotasV20190624.ListServiceQuotas events': { body: { Quotas: QUOTAS.slice(4) } },
  'ServiceQuotasV20190624.ListServiceQuotas scheduler': { body: { Quotas: [] } },
  'ServiceQuotasV20190624.ListServiceQuotas dynamodb': { body: { Quotas: [] } },
  'ServiceQuotasV20190624.ListAWSDefaultServiceQuotas dynamodb': {
    body: {
      Quotas: [
        { QuotaName: 'Table-level read throughput limit', QuotaCode: 'L-READ0001', Value: 1 },
        { QuotaName: 'Table-level write throughput limit', QuotaCode: 'L-WRITE001', Value: 40_000 },
      ],
    },
  },
  'ServiceQuotasV20190624.ListAWSDefaultServiceQuotas states': { body: { Quotas: USUAL_QUOTAS.slice(0, 1) } },
  'ServiceQuotasV20190624.ListAWSDefaultServiceQuotas events': { body: { Quotas: [] } },
  'ServiceQuotasV20190624.ListAWSDefaultServiceQuotas scheduler': { body: { Quotas: USUAL_QUOTAS.slice(1) } },
};

export type Service = { readonly endpoint: string; readonly close: () => Promise<void> };

export async function serve(answers: Answers = {}): Promise<Service> {
  const all: Answers = { ...HEALTHY, ...answers };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      const of = /"ServiceCode":"([a-z]+)"/.exec(Buffer.concat(chunks).toString())?.[1];
      const asked =
        typeof target !== 'string'
          ? `${request.method} ${request.url}`
          : of === undefined
            ? target
            : `${target} ${of}`;
      const { status = 200, body } = all[asked] ?? refused('NotFoundException', asked, 404);
      response.writeHead(status);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  const { url, close } = await listening(server);
  return { endpoint: url, close };
}
