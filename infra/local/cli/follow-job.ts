/** Jobs of the product as commands see them: begun, then looked at until they end. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Api, numberField, refusal, textField } from './connection.ts';
import type { Io } from './output.ts';

const LOOK_MS = 300;
/** Looks in a row that a product may be too busy for, or still starting: a minute. */
const PATIENCE = 200;
const BUSY: ReadonlySet<number> = new Set([429, 503]);

export const begin = (api: Api, path: string, body: object): Promise<Answer> =>
  api.call('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });

/** The job's last answer: when it has ended, or cannot be asked any more. */
export async function follow(
  api: Api,
  path: string,
  io: Io,
  quiet: boolean,
  progress: (answer: Answer) => string = contactsDone,
): Promise<Answer> {
  for (let busy = 0; ; ) {
    const last = await api.call('GET', path);
    busy = BUSY.has(last.status) ? busy + 1 : 0;
    if (busy > 0 && busy < PATIENCE) {
      await pause(LOOK_MS);
      continue;
    }
    if (last.status >= 300 || textField(last.body, 'state') !== 'running') {
      if (!quiet) io.stderr.write('\r');
      return last;
    }
    if (!quiet) io.stderr.write(`\r${progress(last)} `);
    await pause(LOOK_MS);
  }
}

function contactsDone({ body }: Answer): string {
  const total = numberField(body, 'total');
  return `${numberField(body, 'done')} of ${total === 0 ? '?' : total} contacts`;
}

/** `what` did not happen, such as `Not imported`. */
export function refused(io: Io, answer: Answer, json: boolean, what = 'Refused'): number {
  if (json) io.stdout.write(`${JSON.stringify(answer.body)}\n`);
  else io.stderr.write(`${what}: ${refusal(answer)}\n`);
  return 1;
}
