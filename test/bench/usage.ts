/** Processor time and memory of other processes with their children, as Linux tells them in /proc. */
import { readdirSync, readFileSync } from 'node:fs';

// USER_HZ: 100 on every Linux that Node runs on.
const TICKS_A_SECOND = 100;
const PARENT = 1;
const TIMES = [11, 12];
const TIMES_OF_GONE_CHILDREN = [13, 14];

/** The fields of /proc/PID/stat after the name, which may hold anything; `undefined` when the process is gone. */
function fieldsOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function withChildren(pids: readonly number[]): readonly number[] {
  const all = readdirSync('/proc').flatMap((name) => {
    const fields = /^\d+$/.test(name) ? fieldsOf(Number(name)) : undefined;
    return fields === undefined ? [] : [{ pid: Number(name), parent: Number(fields[PARENT]) }];
  });
  const found = new Set(pids);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Seconds of processor time so far, of these processes, their children, and children that are gone. */
export function cpuSeconds(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of withChildren(pids)) {
    const fields = fieldsOf(pid) ?? [];
    for (const at of [...TIMES, ...TIMES_OF_GONE_CHILDREN]) ticks += Number(fields[at] ?? 0);
  }
  return ticks / TICKS_A_SECOND;
}

/** Bytes of memory, shared pages counted by their share. */
export function memoryBytes(pids: readonly number[]): number {
  let bytes = 0;
  for (const pid of withChildren(pids)) {
    const [, kilobytes = '0'] =
      /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    bytes += Number(kilobytes) * 1024;
  }
  return bytes;
}
