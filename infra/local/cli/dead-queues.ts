/** Dead letters of a deployment on AWS: queues whose names begin as its stacks do, and where their messages came from. */
import type { Account } from '../../../functions/ports/account.ts';

export type DeadQueue = {
  /** As the stack calls it: `Dead`, `DeadFeedback`. */
  readonly name: string;
  readonly arn: string;
  readonly messages: number;
  /** Where its messages go back to; absent when no queue leads here. */
  readonly source?: string;
};

/** Between the stack's name and the eight digits that CloudFormation adds. */
const DEAD = /-(Dead[A-Za-z]*?)[0-9A-F]{8}-/;

/** `deployment` is the context `name`. */
export async function findDeadQueues(account: Account, deployment: string): Promise<readonly DeadQueue[]> {
  const said = await account.operation('sqs', 'ListQueues', {
    QueueNamePrefix: `${deployment}-`,
    MaxResults: 1000,
  });
  const urls = textsOf(said.get('QueueUrls'));
  const dead = urls.flatMap((url) => {
    const name = DEAD.exec(url)?.[1];
    return name === undefined ? [] : [{ name, url }];
  });
  return Promise.all(
    dead.map(async ({ name, url }) => {
      const [attributes, sources] = await Promise.all([
        attributesOf(account, url),
        account.operation('sqs', 'ListDeadLetterSourceQueues', { QueueUrl: url }),
      ]);
      const [source] = textsOf(sources.get('queueUrls'));
      return {
        name,
        ...attributes,
        ...(source === undefined ? {} : { source: (await attributesOf(account, source)).arn }),
      };
    }),
  );
}

/** Begins to move all messages back; AWS goes on by itself. */
export async function moveBack(account: Account, { arn, source }: DeadQueue): Promise<void> {
  await account.operation('sqs', 'StartMessageMoveTask', { SourceArn: arn, DestinationArn: source });
}

async function attributesOf(
  account: Account,
  QueueUrl: string,
): Promise<{ readonly arn: string; readonly messages: number }> {
  const said = await account.operation('sqs', 'GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
  });
  const attributes = new Map(Object.entries(said.get('Attributes') ?? {}));
  return {
    arn: String(attributes.get('QueueArn')),
    messages: Number(attributes.get('ApproximateNumberOfMessages') ?? 0),
  };
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
