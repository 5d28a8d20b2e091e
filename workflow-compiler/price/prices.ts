/**
 * What AWS charges for one unit, as data: one dated table with its sources. Prices are of us-east-1, on demand, in US dollars,
 * without free tiers, volume tiers and tax. Change a price here and nowhere else; its row says how well it is known.
 */

/** `seen`: in AWS's own publications. `quoted`: by others, dated. `estimate`: look it up before you rely on it. */
export type Evidence = 'seen' | 'quoted' | 'estimate';

export type PriceRow = {
  readonly service: string;
  readonly unit: string;
  /** Dollars for one unit, written as a decimal so that it stays exact. */
  readonly usd: string;
  readonly source: string;
  readonly evidence: Evidence;
};

export const PRICES_OF = { date: '2026-11-21', region: 'us-east-1', currency: 'USD' } as const;

export const PRICES = {
  transition: {
    service: 'Step Functions, Standard',
    unit: 'state transition',
    usd: '0.000025',
    source: 'https://aws.amazon.com/step-functions/pricing/',
    evidence: 'seen',
  },
  'express-request': {
    service: 'Step Functions, Express',
    unit: 'request',
    usd: '0.000001',
    source: 'https://aws.amazon.com/step-functions/pricing/',
    evidence: 'seen',
  },
  'express-gb-second': {
    service: 'Step Functions, Express',
    unit: 'GB-second',
    usd: '0.00001667',
    source: 'https://aws.amazon.com/step-functions/pricing/',
    evidence: 'quoted',
  },
  'lambda-request': {
    service: 'Lambda',
    unit: 'request',
    usd: '0.0000002',
    source: 'https://aws.amazon.com/lambda/pricing/',
    evidence: 'quoted',
  },
  'lambda-gb-second': {
    service: 'Lambda, arm64',
    unit: 'GB-second',
    usd: '0.0000133334',
    source: 'https://aws.amazon.com/lambda/pricing/',
    evidence: 'quoted',
  },
  'dynamodb-write': {
    service: 'DynamoDB, on demand',
    unit: 'write request unit (1 KB)',
    usd: '0.000000625',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    evidence: 'seen',
  },
  'dynamodb-read': {
    service: 'DynamoDB, on demand',
    unit: 'read request unit (4 KB, strongly consistent)',
    usd: '0.000000125',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    evidence: 'seen',
  },
  event: {
    service: 'EventBridge',
    unit: 'custom event (64 KB)',
    usd: '0.000001',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    evidence: 'seen',
  },
  'delivery-event': {
    service: 'EventBridge',
    unit: 'event of SES',
    usd: '0.000001',
    source: 'https://aws.amazon.com/eventbridge/pricing/ (billed as opt-in event; not confirmed)',
    evidence: 'estimate',
  },
  'queue-request': {
    service: 'SQS, standard',
    unit: 'request (64 KB)',
    usd: '0.0000004',
    source: 'https://aws.amazon.com/sqs/pricing/',
    evidence: 'quoted',
  },
  schedule: {
    service: 'EventBridge Scheduler',
    unit: 'invocation',
    usd: '0.000001',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    evidence: 'seen',
  },
  'http-request': {
    service: 'API Gateway, HTTP API',
    unit: 'request (512 KB)',
    usd: '0.000001',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    evidence: 'quoted',
  },
  mail: {
    service: 'SES, plan Essentials',
    unit: 'mail to one recipient',
    usd: '0.00016',
    source: 'https://aws.amazon.com/ses/pricing/ (price list published 2026-07-22)',
    evidence: 'quoted',
  },
  'mail-a-la-carte': {
    service: 'SES, à la carte',
    unit: 'mail to one recipient',
    usd: '0.0001',
    source: 'https://aws.amazon.com/ses/pricing/ (price list published 2026-07-22)',
    evidence: 'quoted',
  },
  push: {
    service: 'End User Messaging, Push',
    unit: 'message to one device',
    usd: '0.000001',
    source: 'estimate; see https://aws.amazon.com/end-user-messaging/pricing/',
    evidence: 'estimate',
  },
} as const satisfies { readonly [id: string]: PriceRow };

export type PriceId = keyof typeof PRICES;
