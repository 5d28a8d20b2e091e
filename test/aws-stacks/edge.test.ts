/** The console and the API at one address: what is private, what is passed on, and which address is a page. */
import { runInNewContext } from 'node:vm';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CONSOLE_HEADERS } from '../../functions/console-headers.ts';
import { type FunctionEntry, manifest } from '../../functions/manifest.ts';
import { ContextInvalid, readContext } from '../../infra/aws/context.ts';
import { synthesise } from './synthesised.ts';

const deployment = synthesise();
const edge = deployment.template('edge');
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';

const [distribution] = Object.values(edge.findResources('AWS::CloudFront::Distribution'));
const config = distribution?.Properties.DistributionConfig;

test('the bucket is private, and CloudFront alone may read it', () => {
  edge.allResourcesProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  edge.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
  edge.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 's3:GetObject',
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Condition: Match.anyValue(),
        }),
      ]),
    },
  });
});

test('the console’s files are copied by a function of the CDK’s, which may write that bucket and no other', () => {
  const [bucket = ''] = Object.keys(edge.findResources('AWS::S3::Bucket'));
  const copied = Object.values(edge.findResources('Custom::CDKBucketDeployment')).map(
    ({ Properties }) => Properties,
  );
  expect(copied.map(({ DestinationBucketName }) => DestinationBucketName)).toEqual([
    { Ref: bucket },
    { Ref: bucket },
  ]);
  // What a page that is open still needs stays.
  expect(copied.map(({ Prune }) => Prune)).toEqual([false, false]);
  expect(copied.map(({ SystemMetadata }) => SystemMetadata['cache-control']).toSorted()).toEqual([
    'no-cache',
    'public, max-age=31536000, immutable',
  ]);
  const [policy] = Object.values(edge.findResources('AWS::IAM::Policy'));
  const statements: readonly { readonly Action: readonly string[]; readonly Resource: unknown }[] =
    policy?.Properties.PolicyDocument.Statement;
  const writing = statements.filter(({ Action }) => Action.includes('s3:PutObject'));
  expect(writing).toHaveLength(1);
  const arn = { 'Fn::GetAtt': [bucket, 'Arn'] };
  expect(writing[0]?.Resource).toEqual([arn, { 'Fn::Join': ['', [arn, '/*']] }]);
  edge.resourceCountIs('AWS::Lambda::Function', 1);
  edge.resourceCountIs('AWS::IAM::Role', 1);
});

test('the addresses of the API are those of the manifest; nothing of them is kept or logged', () => {
  const entries: readonly FunctionEntry[] = manifest;
  const paths = entries.flatMap(({ trigger }) => (trigger.kind === 'http' ? trigger.paths : []));
  const behaviours: readonly {
    PathPattern: string;
    AllowedMethods: string[];
    ViewerProtocolPolicy: string;
  }[] = config.CacheBehaviors;
  expect(behaviours.map(({ PathPattern }) => PathPattern).toSorted()).toEqual(paths.toSorted());
  for (const { AllowedMethods, ViewerProtocolPolicy } of behaviours) {
    expect(AllowedMethods).toContain('DELETE');
    expect(ViewerProtocolPolicy).toBe('https-only');
  }
  // The managed policy "CachingDisabled".
  expect(JSON.stringify(behaviours)).toContain('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
  expect(config.Logging).toBeUndefined();
});

test('the console may load what it may load on one machine', () => {
  edge.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: CONSOLE_HEADERS['content-security-policy'] },
        FrameOptions: { FrameOption: 'DENY' },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
      },
    },
  });
});

describe('an address', () => {
  const [pages] = Object.values(edge.findResources('AWS::CloudFront::Function'));
  const code: string = pages?.Properties.FunctionCode;
  const asked = (uri: string): unknown =>
    runInNewContext(`${code}; handler({ request: { uri: ${JSON.stringify(uri)} } }).uri`);

  test.each(['/', '/workflows', '/workflows/welcome', '/runs/c1.0a1b2c'])('%s is a page', (uri) => {
    expect(asked(uri)).toBe('/index.html');
  });

  test.each(['/assets/index-a1.js', '/icon.svg', '/assets/missing'])('%s is a file', (uri) => {
    expect(asked(uri)).toBe(uri);
  });
});

test('a name of one’s own has TLS 1.2, and links of mail lead there', () => {
  const named = synthesise({ domain: 'app.example.com', certificate });
  named.template('edge').hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Aliases: ['app.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
    },
  });
  named.template('compute').hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ SOJOURN_BASE_URL: 'https://app.example.com' }) },
  });
});

test('without the console there is no edge', () => {
  expect(() => synthesise({ console: 'false' }).template('edge')).toThrow(/no stack edge/);
});

const WRONG: readonly Readonly<Record<string, string>>[] = [
  { domain: 'https://app.example.com', certificate },
  { domain: 'app.example.com', certificate: certificate.replace('us-east-1', 'eu-south-1') },
  { domain: 'app.example.com' },
  { certificate },
  { issuer: 'https://id.example.com' },
  { audience: 'console' },
  { issuer: 'http://id.example.com', audience: 'console' },
];

test.each(WRONG)('the context %j is refused, saying what to pass', (context) => {
  const read = () => readContext({ tryGetContext: (name: string) => context[name] });
  expect(read).toThrow(ContextInvalid);
  expect(read).toThrow(/-c [a-z]+=/);
});
