/**
 * The state of an execution as its row holds it: a waiting run is little more than its input and its place. What the row's
 * other columns and its machine tell is left out; names of members are left out of the usual kind of thread.
 */
import type {
  ExecutionState,
  Phase,
  Start,
  Thread,
} from '../../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';

/** What an execution is called when nobody has given it names of its own. */
export type Names = Pick<Start, 'id' | 'name' | 'machineId' | 'machineName'>;

export type Unpacked = { readonly state: ExecutionState; readonly usual: boolean };

/** The input alone where the names are the usual ones. */
type PackedStart = readonly [input: Json] | Start;
/** A timer where the thread waits for it. */
type PackedThread =
  | readonly [
      id: number,
      state: string,
      sinceBegun: number,
      event: number,
      phase: string | Phase,
      input?: Json,
    ]
  | Thread;
type Packed = readonly [
  version: 2,
  start: PackedStart,
  begun: number,
  status: ExecutionState['status'] | 0,
  events: number,
  next: number,
  deadline: string | 0,
  ...threads: readonly PackedThread[],
];

/** `usual`: the execution is called as it is by itself, which need not be kept. */
export function packState(state: ExecutionState, usual: boolean): string {
  const { start, begun, status, events, next, deadline, threads } = state;
  const packed: Packed = [
    2,
    usual ? [start.input] : start,
    begun,
    status === 'RUNNING' ? 0 : status,
    events,
    next,
    deadline ?? 0,
    ...threads.map((thread) => packThread(thread, begun)),
  ];
  return JSON.stringify(packed);
}

/** Reads what `packState` wrote, and what releases before it wrote. Throws whatever is wrong with anything else. */
export function unpackState(stored: string, names: () => Names): Unpacked {
  // The engine alone writes this column.
  const found: ExecutionState | Packed = JSON.parse(stored);
  if (!isPacked(found)) return { state: found, usual: false };
  const [, start, begun, status, events, next, deadline, ...threads] = found;
  const usual = isInput(start);
  const state: ExecutionState = {
    v: 1,
    start: usual ? { input: start[0], ...names() } : start,
    begun,
    status: status === 0 ? 'RUNNING' : status,
    events,
    next,
    ...(deadline === 0 ? {} : { deadline }),
    threads: threads.map((thread) => unpackThread(thread, begun)),
  };
  return { state, usual };
}

function packThread(thread: Thread, begun: number): PackedThread {
  const { id, state, input, entered, event, phase, ...more } = thread;
  if (Object.keys(more).length > 0) return thread;
  const at = phase.kind === 'waiting' ? phase.timer : phase;
  const place = [id, state, entered - begun, event, at] as const;
  return input === undefined ? place : [...place, input];
}

function unpackThread(thread: PackedThread, begun: number): Thread {
  if (!isPlace(thread)) return thread;
  const [id, state, since, event, at, input] = thread;
  return {
    id,
    state,
    ...(input === undefined ? {} : { input }),
    entered: begun + since,
    event,
    phase: typeof at === 'string' ? { kind: 'waiting', timer: at } : at,
  };
}

/** Whether an execution is called as it is by itself. */
export function isUsual(start: Start, { id, name, machineId, machineName }: Names): boolean {
  return (
    start.id === id &&
    start.name === name &&
    start.machineId === machineId &&
    start.machineName === machineName &&
    start.roleArn === undefined
  );
}

const isPacked = (found: ExecutionState | Packed): found is Packed => Array.isArray(found);
const isInput = (start: PackedStart): start is readonly [input: Json] => Array.isArray(start);
const isPlace = (thread: PackedThread): thread is Exclude<PackedThread, Thread> => Array.isArray(thread);
