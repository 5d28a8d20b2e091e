/** How far a long command is, on standard error: a line for every tenth, so that a log of it can be read too. */
import type { Io } from './output.ts';

/** Told how many are done; `contacts`: of how many, where that is known. */
export function telling(io: Io, contacts: number | undefined): (done: number) => void {
  let told = 0;
  const step = contacts === undefined ? 50_000 : Math.max(1, Math.ceil(contacts / 10));
  return (done) => {
    if (done < told + step || done === contacts) return;
    told = done - (done % step);
    const share = contacts === undefined ? '' : ` (${Math.floor((done / contacts) * 100)}%)`;
    io.stderr.write(`${done.toLocaleString('en')} contacts${share}\n`);
  };
}
