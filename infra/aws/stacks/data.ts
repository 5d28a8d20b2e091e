/**
 * What must not be lost: the one table, and the secret that signs links of mail which is out. And what must not be kept: files of
 * contacts on their way in or out.
 */
import { CfnOutput, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ATTRIBUTES, TABLE_INDEXES } from '../../../functions/adapters/aws/store/table.ts';
import { SPILLED } from '../../../functions/lambda/spill.ts';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentContext } from '../context.ts';

export type Data = {
  readonly table: Table;
  readonly signing: Secret;
  readonly files: Bucket;
  /** The bucket's, as other stacks are told it. */
  readonly filesArn: string;
};

const text = (name: string) => ({ name, type: AttributeType.STRING });

export function dataStack(stack: Stack, { disposable }: DeploymentContext): Data {
  const removalPolicy = disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  const table = new Table(stack, 'Table', {
    partitionKey: text(ATTRIBUTES.pk),
    sortKey: text(ATTRIBUTES.sk),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: ATTRIBUTES.expires,
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    deletionProtection: !disposable,
    removalPolicy,
  });
  for (const { name, pk, sk } of TABLE_INDEXES) {
    table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: text(pk),
      sortKey: text(sk),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
  const signing = new Secret(stack, 'Signing', {
    description: 'Signs tracking links and webhooks of Sojourn',
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy,
  });
  acknowledge(
    signing,
    'AwsSolutions-SMG4',
    'Rotating it breaks the links of all mail that is out: unsubscribing must work for as long as mail is read.',
  );
  new CfnOutput(stack, 'TableName', { value: table.tableName });
  const files = makeFiles(stack, removalPolicy);
  return { table, signing, files, filesArn: stack.exportValue(files.bucketArn) };
}

/** Nothing here is older than a week, so that an erasure is whole without looking into files. */
function makeFiles(stack: Stack, removalPolicy: RemovalPolicy): Bucket {
  const files = new Bucket(stack, 'Files', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    lifecycleRules: [
      // An import removes its file when it ends; what nobody imported goes by itself.
      { expiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      { prefix: SPILLED, expiration: Duration.days(1) },
    ],
    removalPolicy,
  });
  acknowledge(
    files,
    'AwsSolutions-S1',
    'Objects live for minutes, a week at most, and are read by our functions or through links that they signed.',
  );
  return files;
}
