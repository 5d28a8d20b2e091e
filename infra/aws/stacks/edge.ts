/**
 * The console's files in a private bucket behind CloudFront, and the API at the same address, so that a browser needs no
 * permission to speak with it. Addresses of the API come from the manifest; all others are files or pages of the console.
 */
import { join } from 'node:path';
import { CfnOutput, DefaultStackSynthesizer, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { IConstruct } from 'constructs';
import { CONSOLE_FILE, CONSOLE_HEADERS } from '../../../functions/console-headers.ts';
import { type FunctionEntry, manifest } from '../../../functions/manifest.ts';
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts';
import type { DeploymentContext } from '../context.ts';
import type { Api } from './api.ts';

const DIST = join(import.meta.dirname, '..', '..', '..', 'console', 'dist');

export function edgeStack(stack: Stack, { domain }: DeploymentContext, { host }: Api): void {
  const files = new Bucket(stack, 'Console', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // What is in it is built from the source at each deployment.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acknowledge(
    files,
    'AwsSolutions-S1',
    'Everybody may read the console: a log of who did would be of no use.',
  );
  const distribution = new Distribution(stack, 'Edge', {
    comment: stack.stackName,
    httpVersion: HttpVersion.HTTP2_AND_3,
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    ...(domain === undefined
      ? {}
      : {
          domainNames: [domain.name],
          certificate: Certificate.fromCertificateArn(stack, 'Certificate', domain.certificate),
        }),
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(asBucket(files)),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      responseHeadersPolicy: headers(stack),
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: pages(stack) }],
    },
    additionalBehaviors: Object.fromEntries(apiPaths().map((path) => [path, toApi(host)])),
  });
  tell(distribution, domain !== undefined);
  deploy(stack, files);
  new CfnOutput(stack, 'ConsoleUrl', { value: `https://${domain?.name ?? distribution.domainName}` });
  new CfnOutput(stack, 'DistributionName', { value: distribution.domainName });
}

/** The library's class and its own interface differ for a compiler that tells absent from undefined: the one cast. */
const asBucket = (bucket: Bucket): IBucket => bucket as IBucket;

const apiPaths = (): readonly string[] =>
  manifest.flatMap(({ trigger }: FunctionEntry) => (trigger.kind === 'http' ? trigger.paths : []));

/** Nothing is kept, everything is passed on but the name that was asked: the gateway knows its own alone. */
const toApi = (host: string): BehaviorOptions => ({
  origin: new HttpOrigin(host, { readTimeout: Duration.seconds(30) }),
  viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
  allowedMethods: AllowedMethods.ALLOW_ALL,
  cachePolicy: CachePolicy.CACHING_DISABLED,
  originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
});

/** A page of the console is its one document, which finds out which page it is. */
function pages(stack: Stack): EdgeFunction {
  const code = `function handler(event) {
  if (!${CONSOLE_FILE}.test(event.request.uri)) event.request.uri = '/index.html';
  return event.request;
}`;
  return new EdgeFunction(stack, 'Pages', {
    comment: 'Pages of the console are its one document',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(code),
  });
}

function headers(stack: Stack): ResponseHeadersPolicy {
  const override = true;
  return new ResponseHeadersPolicy(stack, 'Headers', {
    securityHeadersBehavior: {
      contentSecurityPolicy: {
        contentSecurityPolicy: CONSOLE_HEADERS['content-security-policy'],
        override,
      },
      contentTypeOptions: { override },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override },
    },
  });
}

/** Names of assets hold their hashes and stay for ever; what names them is asked for each time. */
function deploy(stack: Stack, files: Bucket): void {
  const asset = Source.asset(DIST);
  const common = {
    sources: [asset],
    destinationBucket: asBucket(files),
    prune: false,
    retainOnDelete: false,
  };
  const assets = new BucketDeployment(stack, 'Assets', {
    ...common,
    exclude: ['*'],
    include: ['assets/*'],
    cacheControl: [
      CacheControl.setPublic(),
      CacheControl.maxAge(Duration.days(365)),
      CacheControl.immutable(),
    ],
  });
  const documents = new BucketDeployment(stack, 'Documents', {
    ...common,
    exclude: ['assets/*'],
    cacheControl: [CacheControl.noCache()],
  });
  // A document never names an asset that is not there yet.
  documents.node.addDependency(assets);
  const [copier] = stack.node.children.filter(({ node }) =>
    node.id.startsWith('Custom::CDKBucketDeployment'),
  );
  if (copier !== undefined) tellOfCopier(stack, copier, files);
}

/** The library's own function, which copies files when the stack is deployed: its runtime and its permissions are not ours. */
function tellOfCopier(stack: Stack, copier: IConstruct, files: Bucket): void {
  const reason =
    'The function of aws-cdk-lib that copies the console into its bucket: it runs in deployments alone, and touches the two buckets only.';
  acknowledge(copier, 'AwsSolutions-L1', reason);
  acknowledge(
    copier,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason,
  );
  for (const action of ['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject'])
    acknowledge(copier, `AwsSolutions-IAM5[Action::s3:${action}*]`, reason);
  acknowledgeWildcard(copier, files.arnForObjects('*'), reason);
  acknowledgeWildcard(copier, assetsOf(stack), reason);
}

/** Where `cdk deploy` puts assets: the bucket that `cdk bootstrap` made. */
const assetsOf = (stack: Stack): string =>
  `arn:${stack.partition}:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-${stack.account}-${stack.region}/*`;

function tell(distribution: Distribution, named: boolean): void {
  acknowledge(
    distribution,
    'AwsSolutions-CFR1',
    'Contacts and marketers may be anywhere; an operator who knows better restricts it.',
  );
  acknowledge(
    distribution,
    'AwsSolutions-CFR2',
    'The API throttles and counts by tenant itself; a firewall is priced by rule and request and is for the operator to add.',
  );
  acknowledge(
    distribution,
    'AwsSolutions-CFR3',
    'Links of mail hold signed tokens in their paths: a log of them would be a bunch of keys.',
  );
  if (!named) {
    acknowledge(
      distribution,
      'AwsSolutions-CFR4',
      "CloudFront's own name comes with its own certificate, whose oldest protocol cannot be chosen; with the context `domain` it is TLS 1.2.",
    );
  }
}
