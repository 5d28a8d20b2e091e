/**
 * The floor: what the disk allows. A bare journal carries the same contacts through the same steps, a JSON record a step,
 * each on disk (fdatasync, committed in groups) before the next; no conditions, no recovery, no store.
 */
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const sync = promisify(fdatasync);

export type Journal = { readonly append: (record: object) => Promise<void>; readonly close: () => void };

/** Records that arrive while a sync is under way share the next one. */
export function openJournal(folder: string): Journal {
  const file = openSync(join(folder, 'journal.ndjson'), 'a');
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
  return {
    append: (record) =>
      new Promise((resolve, reject) => {
        lines.push(`${JSON.stringify(record)}\n`);
        waiting.push(resolve);
        if (busy) return;
        busy = true;
        setImmediate(() => flush().catch(reject));
      }),
    close: () => closeSync(file),
  };
}

/** One contact: event, send, wait, decide, send or tag, end. */
export async function carry(journal: Journal, contact: number, waitMs: number): Promise<void> {
  const step = (did: string, extra: object = {}): Promise<void> =>
    journal.append({ tenant: 'bench', contact: `c${contact}`, run: `c${contact}.0`, did, ...extra });
  await step('entered', { event: { type: 'external.occurred', properties: { name: 'start' } } });
  await step('sent', { step: 'first', subject: `Hello ${contact}` });
  await pause(waitMs);
  await step('decided', { step: 'which', path: contact % 10 < 3 ? 'pro' : 'otherwise' });
  await step(contact % 10 < 3 ? 'sent' : 'tagged', { step: contact % 10 < 3 ? 'second' : 'tag' });
  await step('ended');
}
