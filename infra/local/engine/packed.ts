/**
 * The state of an execution as its row holds it: a waiting run is little more than its input and its place. What the row's
 * other columns and its machine tell is left out; names of members are left out of the usual kind of thread, and of a
 * thread's input what it has in common with the input of the execution.
 */
import type {
  ExecutionState,
  Phase,
  Start,
  Thread,
} from '../../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { isObject } from '../store/row.ts';

/** What an execution is called when nobody has given it names of its own. */
export type Names = Pick<Start, 'id' | 'name' | 'machineId' | 'machineName'>;

/** The columns beside the state, which are written once. `input` is empty in rows of the releases before. */
export type Columns = { readonly input: string | undefined; readonly started: number };

export type Unpacked = { readonly state: ExecutionState; readonly usual: boolean };

type Changed = { readonly [name: string]: Json };
/** A timer where the thread waits for it, a task by itself in a list where there is no more to it. */
type PackedPhase = string | readonly [task: string] | Phase;
type PackedThread =
  | readonly [id: number, state: string, sinceBegun: number, event: number, phase: PackedPhase, input?: Json]
  /** What differs from the input of the execution. */
  | readonly [
      id: number,
      state: string,
      sinceBegun: number,
      event: number,
      phase: PackedPhase,
      same: 0,
      changed: Changed,
    ]
  | Thread;
type Packed = readonly [
  version: 3,
  /** 0 where the names are the usual ones. */
  start: Omit<Start, 'input'> | 0,
  status: ExecutionState['status'] | 0,
  events: number,
  next: number,
  deadline: string | 0,
  ...threads: readonly PackedThread[],
];

/** As releases before this one wrote it. */
type PackedBefore = readonly [
  version: 2,
  start: readonly [input: Json] | Start,
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
    3,
    usual ? 0 : named(start),
    status === 'RUNNING' ? 0 : status,
    events,
    next,
    deadline ?? 0,
    ...threads.map((thread) => packThread(thread, begun, start.input)),
  ];
  return JSON.stringify(packed);
}

function named({ input: _input, ...names }: Start): Omit<Start, 'input'> {
  return names;
}

/** Reads what `packState` wrote, and what releases before it wrote. Throws whatever is wrong with anything else. */
export function unpackState(stored: string, { input, started }: Columns, names: () => Names): Unpacked {
  // The engine alone writes this column.
  const found: ExecutionState | Packed | PackedBefore = JSON.parse(stored);
  if (!isPacked(found)) return { state: found, usual: false };
  if (found[0] === 3) {
    const [, start, status, events, next, deadline, ...threads] = found;
    const given: Json = input === undefined ? null : JSON.parse(input);
    const own = start === 0 ? undefined : { ...start, input: given };
    const rest = { status, events, next, deadline, threads };
    return unpacked(own, given, started, rest, names);
  }
  const [, start, begun, status, events, next, deadline, ...threads] = found;
  const rest = { status, events, next, deadline, threads };
  if (isInput(start)) return unpacked(undefined, start[0], begun, rest, names);
  return unpacked(start, start.input, begun, rest, names);
}

type Rest = {
  readonly status: ExecutionState['status'] | 0;
  readonly events: number;
  readonly next: number;
  readonly deadline: string | 0;
  readonly threads: readonly PackedThread[];
};

function unpacked(
  start: Start | undefined,
  input: Json,
  begun: number,
  { status, events, next, deadline, threads }: Rest,
  names: () => Names,
): Unpacked {
  const state: ExecutionState = {
    v: 1,
    start: start ?? { input, ...names() },
    begun,
    status: status === 0 ? 'RUNNING' : status,
    events,
    next,
    deadline: deadline === 0 ? undefined : deadline,
    threads: threads.map((thread) => unpackThread(thread, begun, input)),
  };
  return { state, usual: start === undefined };
}

function packThread(thread: Thread, begun: number, given: Json): PackedThread {
  const { id, parent, index, state, input, entered, event, vars, retries, phase } = thread;
  if (parent !== undefined || index !== undefined || vars !== undefined || retries !== undefined)
    return thread;
  const since = entered - begun;
  const at = packPhase(phase);
  if (input === undefined) return [id, state, since, event, at];
  const changed = changesOf(given, input);
  return changed === undefined
    ? [id, state, since, event, at, input]
    : [id, state, since, event, at, 0, changed];
}

function packPhase(phase: Phase): PackedPhase {
  if (phase.kind === 'waiting') return phase.timer;
  if (phase.kind !== 'task' || phase.timeout !== undefined || phase.heartbeat !== undefined) return phase;
  return [phase.task];
}

/**
 * The members that differ, if the first members of `input` are all of `given`'s in their order: then both together give
 * it back as it was, order included. `undefined` where that is not so.
 */
function changesOf(given: Json, input: Json): Changed | undefined {
  if (!isObject(given) || !isObject(input)) return undefined;
  const names = Object.keys(given);
  const changed: Record<string, Json> = {};
  let at = 0;
  for (const name of Object.keys(input)) {
    const value = input[name];
    // What JSON leaves out would come back as it was given.
    if (value === undefined || name === '__proto__') return undefined;
    const before = names[at];
    at += 1;
    if (before === undefined) changed[name] = value;
    else if (before !== name) return undefined;
    else if (value !== given[name]) changed[name] = value;
  }
  return at < names.length ? undefined : changed;
}

function unpackThread(thread: PackedThread, begun: number, given: Json): Thread {
  if (!isPlace(thread)) return thread;
  const [id, state, since, event, at, own, changed] = thread;
  const input = changed === undefined || !isObject(given) ? own : { ...given, ...changed };
  const entered = begun + since;
  const none = undefined;
  const phase = unpackPhase(at);
  return { id, parent: none, index: none, state, input, entered, event, vars: none, retries: none, phase };
}

function unpackPhase(at: PackedPhase): Phase {
  if (typeof at === 'string') return { kind: 'waiting', timer: at };
  if (!isTask(at)) return at;
  return { kind: 'task', task: at[0], timeout: undefined, heartbeat: undefined, every: undefined };
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

const isPacked = (found: ExecutionState | Packed | PackedBefore): found is Packed | PackedBefore =>
  Array.isArray(found);
const isInput = (start: PackedBefore[1]): start is readonly [input: Json] => Array.isArray(start);
const isPlace = (thread: PackedThread): thread is Exclude<PackedThread, Thread> => Array.isArray(thread);
const isTask = (phase: Exclude<PackedPhase, string>): phase is readonly [task: string] =>
  Array.isArray(phase);
