/** Every client of AWS, built in this one place: how long we wait, how often a call is tried again, and nothing else. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';

/** What every client is told. Absent fields come from the surroundings, as the SDK reads them. */
export type ClientOptions = {
  readonly region?: string;
  /** An emulator's address: `http://127.0.0.1:4566`. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const CONNECT_MS = 2_000;
/** Shorter than the shortest timeout of a function, so that a call ends as an error of ours. */
const ANSWER_MS = 8_000;

const patient = {
  requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
};

/** Backs off between attempts; a write told twice is known by its mark (`store/write.ts`). */
export const dynamoDb = (options: ClientOptions): DynamoDBClient =>
  new DynamoDBClient({ ...patient, maxAttempts: 4, ...options });

/** Starting twice under one name is one start, answering twice is one answer. */
export const stepFunctions = (options: ClientOptions): SFNClient =>
  new SFNClient({ ...patient, maxAttempts: 5, ...options });

/** An event told twice is one event to the router. */
export const eventBridge = (options: ClientOptions): EventBridgeClient =>
  new EventBridgeClient({ ...patient, maxAttempts: 5, ...options });

/** Buckets by path: an emulator answers at one address. */
export const s3 = (options: ClientOptions): S3Client =>
  new S3Client({
    ...patient,
    maxAttempts: 5,
    forcePathStyle: options.endpoint !== undefined,
    // A link is signed before anybody knows the file, so it can ask for no checksum.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    ...options,
  });

/** A timer set twice is one timer: its name says so. */
export const scheduler = (options: ClientOptions): SchedulerClient =>
  new SchedulerClient({ ...patient, maxAttempts: 5, ...options });

/** One attempt: no provider of messages knows an idempotency token, so a second attempt could be a second message. */
export const ses = (options: ClientOptions): SESv2Client =>
  new SESv2Client({ ...patient, maxAttempts: 1, ...options });

export const pinpoint = (options: ClientOptions): PinpointClient =>
  new PinpointClient({ ...patient, maxAttempts: 1, ...options });

export const smsVoice = (options: ClientOptions): PinpointSMSVoiceV2Client =>
  new PinpointSMSVoiceV2Client({ ...patient, maxAttempts: 1, ...options });

export const secretsManager = (options: ClientOptions): SecretsManagerClient =>
  new SecretsManagerClient({ ...patient, maxAttempts: 5, ...options });
