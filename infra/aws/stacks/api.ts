/** The HTTP API: one address for the API and the links of mail. Its routes stand with the functions that answer them. */
import { CfnOutput, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DeploymentContext } from '../context.ts';

export type Api = {
  readonly http: HttpApi;
  /** The API's own name, whatever stands before it. */
  readonly host: string;
  /** Where links of mail lead. */
  readonly url: string;
};

/** For everybody together; each tenant has a rate of its own inside. */
const THROTTLE = { rateLimit: 1000, burstLimit: 2000 };

export function apiStack(stack: Stack, { name, baseUrl, domain }: DeploymentContext): Api {
  const http = new HttpApi(stack, 'Http', { apiName: name, createDefaultStage: false });
  const log = new LogGroup(stack, 'Access', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // No path: links of mail hold signed tokens, and a log is read by more people than a mail.
  const format = AccessLogFormat.custom(
    JSON.stringify({
      request: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      milliseconds: '$context.responseLatency',
      error: '$context.integrationErrorMessage',
    }),
  );
  new HttpStage(stack, 'Stage', {
    httpApi: http,
    stageName: '$default',
    autoDeploy: true,
    throttle: THROTTLE,
    accessLogSettings: { destination: new LogGroupLogDestination(log), format },
  });
  const host = `${http.apiId}.execute-api.${stack.region}.${stack.urlSuffix}`;
  const url = baseUrl ?? `https://${domain?.name ?? host}`;
  new CfnOutput(stack, 'Url', { value: `https://${host}` });
  return { http, host, url };
}
