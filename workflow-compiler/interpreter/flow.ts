// Going from state to state inside a block: enter, leave, finish.

import type { Thread } from './execution.ts';
import { tooLarge } from './failure.ts';
import { eventOf } from './history.ts';
import type { Json } from './json.ts';
import type { Block, Outcome, StateNode } from './nodes.ts';
import { count, end, put, type Run, threadById } from './run.ts';
import type { Scope } from './scope.ts';
import { isLarger } from './size.ts';

/** The `States` block a thread runs in. */
function blockOf(run: Run, thread: Thread): Block {
  if (thread.parent === undefined) return run.machine.block;
  const parent = threadById(run, thread.parent);
  const node = parent === undefined ? undefined : nodeOf(run, parent);
  const block =
    node?.type === 'Map'
      ? node.processor
      : node?.type === 'Parallel'
        ? node.branches[thread.index ?? 0]
        : undefined;
  if (block === undefined)
    throw new Error(`Thread ${thread.id} has no block: this state is of another machine.`);
  return block;
}

export function nodeOf(run: Run, thread: Thread): StateNode {
  const node = blockOf(run, thread).states.get(thread.state);
  if (node === undefined) throw new Error(`The machine has no state \`${thread.state}\`.`);
  return node;
}

function kindOf(run: Run, id: number): StateNode['type'] {
  const thread = threadById(run, id);
  return thread === undefined ? 'Pass' : nodeOf(run, thread).type;
}

/** The state's input: its own, or what the block was started with. */
export function inputOf(run: Run, thread: Thread): Json {
  if (thread.input !== undefined) return thread.input;
  return inherited(run, thread);
}

function inherited(run: Run, thread: Thread): Json {
  if (thread.parent === undefined) return run.start.input;
  const parent = threadById(run, thread.parent);
  if (parent === undefined || parent.phase.kind !== 'fan') return null;
  const { items, input } = parent.phase;
  if (items !== undefined) return items[thread.index ?? 0] ?? null;
  return input ?? inputOf(run, parent);
}

/** Every scope has the same shape, whatever of it is there. */
export function scopeOf(run: Run, thread: Thread, task?: string): Scope {
  return {
    run,
    thread,
    input: inputOf(run, thread),
    result: undefined,
    errorOutput: undefined,
    item: undefined,
    task,
  };
}

const ENTERING = { kind: 'entering' } as const;

export function goTo(run: Run, thread: Thread, state: string, input: Json): void {
  const { id, parent, index, vars } = thread;
  const now = run.world.now;
  const event = count(run, 1);
  put(run, {
    id,
    parent,
    index,
    state,
    input: input === inherited(run, thread) ? undefined : input,
    entered: now,
    event,
    vars,
    retries: undefined,
    phase: ENTERING,
  });
  run.effects.push({ type: 'entered', state });
  run.history?.push(eventOf(run, thread, { what: 'entered', state, kind: kindOf(run, id), input }));
  run.work.push({ do: 'enter', thread: id });
}

/** Leaves a state with its output; `next` undefined ends the block. */
export function leave(
  run: Run,
  thread: Thread,
  { output, assigned }: Outcome,
  next: string | undefined,
): void {
  // What a state before has left was measured there. (A branch or iteration may be given anything.)
  const passedOn = output === thread.input && thread.parent === undefined;
  if (!passedOn && isLarger(output)) throw tooLarge(thread.state);
  count(run, 1);
  run.history?.push(
    eventOf(run, thread, {
      what: 'exited',
      state: thread.state,
      kind: kindOf(run, thread.id),
      output,
      ...(assigned === undefined ? {} : { assigned }),
    }),
  );
  const after = assigned === undefined ? thread : { ...thread, vars: { ...thread.vars, ...assigned } };
  if (next !== undefined) goTo(run, after, next, output);
  else finish(run, thread, output);
}

function finish(run: Run, thread: Thread, output: Json): void {
  if (thread.parent === undefined) {
    count(run, 1);
    end(run, 'SUCCEEDED', { output });
    return;
  }
  run.threads = run.threads.filter(({ id }) => id !== thread.id);
  run.work.push({ do: 'join', thread: thread.parent, index: thread.index ?? 0, output });
}
