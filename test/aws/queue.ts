/** A queue on the emulator, in the service's own JSON protocol: a client for a few calls is not worth a package. */
import { emulator } from './emulator.ts';

export async function sqs<T>(operation: string, body: object): Promise<T> {
  const { endpoint } = emulator();
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `AmazonSQS.${operation}`,
      Authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${await answer.text()}`);
  return JSON.parse(await answer.text());
}

type Received = { readonly Messages?: readonly { readonly Body: string }[] };

/** Messages in all queues but those of dead letters, taken or not. */
export async function waitingMessages(): Promise<number> {
  const { QueueUrls = [] } = await sqs<{ readonly QueueUrls?: readonly string[] }>('ListQueues', {});
  const counts = await Promise.all(
    QueueUrls.filter((url) => url.includes('sojourn') && !url.includes('Dead')).map(async (QueueUrl) => {
      const { Attributes } = await sqs<{ readonly Attributes?: { readonly [name: string]: string } }>(
        'GetQueueAttributes',
        { QueueUrl, AttributeNames: COUNTS },
      );
      return COUNTS.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];

export async function createQueue(QueueName: string) {
  const { QueueUrl } = await sqs<{ readonly QueueUrl: string }>('CreateQueue', { QueueName });
  return {
    arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
    /** Waits for so many messages, at most for a while that no test needs, and for one moment more for those too many. */
    receive: async (count: number): Promise<readonly string[]> => {
      const bodies: string[] = [];
      for (let asked = 0; asked < 20; asked += 1) {
        const wait = bodies.length < count ? 1 : 0;
        const { Messages = [] } = await sqs<Received>('ReceiveMessage', {
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: wait,
        });
        bodies.push(...Messages.map(({ Body }) => Body));
        if (bodies.length >= count && Messages.length === 0) break;
      }
      return bodies;
    },
  };
}
