/** Jobs of the product as commands see them: begun, then looked at until they end. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Api, numberField, refusal, textField } from './connection.ts';
import type { Io } from './output.ts';

const LOOK_MS = 300;

export const begin = (api: Api, path: string, body: object): Promise<Answer> =>
  api.call('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });

/** The job's last answer: when it has ended, or cannot be asked any more. */
export async function follow(
  api: Api,
  path: string,
  begun: Answer,
  io: Io,
  quiet: boolean,
  progress: (answer: Answer) => string = contactsDone,
): Promise<Answer> {
  let last = begun;
  while (last.status < 300 && textField(last.body, 'state') === 'running') {
    if (!quiet) io.stderr.write(`\r${progress(last)} `);
    await pause(LOOK_MS);
    last = await api.call('GET', path);
  }
  if (!quiet) io.stderr.write('\r');
  return last;
}

function contactsDone({ body }: Answer): string {
  const total = numberField(body, 'total');
  return `${numberField(body, 'done')} of ${total === 0 ? '?' : total} contacts`;
}

export function refused(io: Io, answer: Answer, json: boolean): number {
  if (json) io.stdout.write(`${JSON.stringify(answer.body)}\n`);
  else io.stderr.write(`Refused: ${refusal(answer)}\n`);
  return 1;
}
