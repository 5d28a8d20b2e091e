/**
 * `npm start` puts npm and a shell between a person and this process, and neither passes on every signal: a killed npm would
 * leave a product behind that nobody sees, on a folder that the next start then finds in use. So a process that npm started
 * watches whether npm is still there. One started otherwise (a service, `nohup`) lives on without its parent, as it should.
 */
import { readFileSync } from 'node:fs';

const LOOK_MS = 250;
/** The script's shell, npm, and whatever else npm may put between. */
const MOST = 4;

/** A process and the parent it had. */
type Link = { readonly pid: number; readonly parent: number };

/** Calls `stop` once when npm is gone; never when npm did not start this process. Does not keep the process alive. */
export function whenNpmIsGone(env: { readonly [name: string]: string | undefined }, stop: () => void): void {
  if (env.npm_lifecycle_event === undefined) return;
  const chain = chainToNpm();
  const timer = setInterval(() => {
    if (chain.every(({ pid, parent }) => parentOf(pid) === parent)) return;
    clearInterval(timer);
    stop();
  }, LOOK_MS);
  timer.unref();
}

/** From this process up to npm; where the system does not tell (no /proc), as far as it does. */
function chainToNpm(): readonly Link[] {
  const chain: Link[] = [];
  let pid = process.pid;
  while (chain.length < MOST) {
    const parent = parentOf(pid);
    if (parent === undefined || parent <= 1) break;
    chain.push({ pid, parent });
    if (/\bnp[mx]\b/.test(read(`/proc/${parent}/cmdline`) ?? '')) return chain;
    pid = parent;
  }
  return chain.slice(0, 1);
}

function parentOf(pid: number): number | undefined {
  if (pid === process.pid) return process.ppid;
  // `pid (command) state parent …`; the command may hold anything, so what counts begins behind its last bracket.
  const stat = read(`/proc/${pid}/stat`);
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
