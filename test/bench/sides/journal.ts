/**
 * The floor: what the disk allows. A bare journal takes the same contacts through the same steps, a JSON record a step, each
 * on disk (fdatasync, committed in groups) before the next; no conditions, no recovery, no store.
 */
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isPro, type Open } from '../side.ts';

const sync = promisify(fdatasync);

export const open: Open = async ({ folder, waitMs, first }) => {
  const file = openSync(join(folder, 'journal.ndjson'), 'a');
  const append = journal(file);
  let sent = 0;
  let tagged = 0;
  let ended = 0;

  const go = async (contact: number): Promise<void> => {
    const record = (did: string, extra: object = {}): Promise<void> =>
      append({ tenant: 'bench', contact: `c${contact}`, run: `c${contact}.0`, did, ...extra });
    first(contact);
    sent += 1;
    await record('sent', { step: 'first', subject: `Hello ${contact}` });
    await pause(waitMs);
    await record('decided', { step: 'which', path: isPro(contact) ? 'pro' : 'otherwise' });
    if (isPro(contact)) sent += 1;
    else tagged += 1;
    await record(isPro(contact) ? 'sent' : 'tagged', { step: isPro(contact) ? 'second' : 'tag' });
    await record('ended');
    ended += 1;
  };

  return {
    enter: async (contact) => {
      await append({ tenant: 'bench', contact: `c${contact}`, did: 'entered', event: { name: 'start' } });
      void go(contact);
    },
    counts: () => ({ sent, tagged, ended }),
    close: async () => closeSync(file),
  };
};

/** Records that arrive while a sync is under way share the next one. */
function journal(file: number): (record: object) => Promise<void> {
  let lines: string[] = [];
  let waiting: (() => void)[] = [];
  let busy = false;
  const flush = async (): Promise<void> => {
    while (lines.length > 0) {
      const settled = waiting;
      writeSync(file, lines.join(''));
      lines = [];
      waiting = [];
      await sync(file);
      for (const settle of settled) settle();
    }
    busy = false;
  };
  return (record) =>
    new Promise((resolve, reject) => {
      lines.push(`${JSON.stringify(record)}\n`);
      waiting.push(resolve);
      if (busy) return;
      busy = true;
      setImmediate(() => flush().catch(reject));
    });
}
