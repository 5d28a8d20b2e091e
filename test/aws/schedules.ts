/**
 * EventBridge Scheduler in the time of the tests: the emulator's rings by the time of day. What the functions set is kept here,
 * and rung by whoever moves time (`time.ts`): `GET /` lists the schedules.
 */
import { createServer } from 'node:http';
import { listening } from '../adapters/listening.ts';

export type Schedule = {
  readonly name: string;
  readonly at: number;
  readonly target: string;
  readonly input: string;
};

type Body = {
  readonly ScheduleExpression: string;
  readonly Target: { readonly Arn: string; readonly Input: string };
};

/** Answers its address. */
export async function startSchedules(): Promise<string> {
  const kept = new Map<string, Schedule>();

  const operate = (method: string, name: string, body: string): number => {
    const known = kept.has(name);
    if (method === 'POST' && known) return 409;
    if (method !== 'POST' && !known) return 404;
    if (method === 'DELETE') {
      kept.delete(name);
      return 200;
    }
    const { ScheduleExpression, Target }: Body = JSON.parse(body);
    const at = Date.parse(`${ScheduleExpression.slice('at('.length, -1)}Z`);
    kept.set(name, { name, at, target: Target.Arn, input: Target.Input });
    return 200;
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader('content-type', 'application/json');
    const name = /^\/schedules\/([^?]+)/.exec(request.url ?? '')?.[1];
    if (name === undefined) {
      response.end(JSON.stringify([...kept.values()]));
      return;
    }
    const status = operate(request.method ?? '', name, Buffer.concat(chunks).toString());
    const refusal = { 404: 'ResourceNotFoundException', 409: 'ConflictException' }[status];
    response.writeHead(status, refusal === undefined ? {} : { 'x-amzn-errortype': refusal });
    response.end(
      JSON.stringify(refusal === undefined ? { ScheduleArn: `arn:${name}` } : { Message: refusal }),
    );
  });
  const { url } = await listening(server);
  server.unref();
  return url;
}
