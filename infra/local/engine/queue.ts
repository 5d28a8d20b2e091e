/**
 * Calls waiting for their turn: so many at once, and machine by machine in turn, so that a workflow which a million
 * contacts enter does not hold up the one that a single contact entered.
 */

export type Turn = { readonly execution: number; readonly machine: number; readonly task: string };

type Named = { readonly turn: Turn; readonly name: string };
/** The calls of one machine. */
type Line = { readonly machine: number; readonly turns: Named[]; head: number };

export type Queue = {
  /** A call that waits or runs already is not added twice. */
  readonly add: (turn: Turn) => void;
  /** Resolves when no call is running. */
  readonly drained: () => Promise<void>;
};

/** `run` must not reject; the turn is over when it resolves. A turn that only waits may give up its place before. */
export function openQueue(
  concurrency: number,
  run: (turn: Turn, release: () => void) => Promise<void>,
): Queue {
  const known = new Set<string>();
  const lines = new Map<number, Line>();
  let running = 0;
  let waiting: (() => void)[] = [];

  const take = (): Named | undefined => {
    for (const line of lines.values()) {
      const turn = line.turns[line.head];
      line.head += 1;
      const isLast = line.head === line.turns.length;
      // To the back of the round, or out of it.
      if (isLast || lines.size > 1) lines.delete(line.machine);
      if (!isLast) lines.set(line.machine, line);
      if (line.head > 1024 && line.head * 2 > line.turns.length) {
        line.turns.splice(0, line.head);
        line.head = 0;
      }
      return turn;
    }
    return undefined;
  };

  const go = (): void => {
    while (running < concurrency) {
      const turn = take();
      if (turn === undefined) return;
      running += 1;
      let placed = true;
      const release = (): void => {
        if (!placed) return;
        placed = false;
        running -= 1;
        go();
        if (running === 0) rest();
      };
      void run(turn.turn, release).then(() => {
        known.delete(turn.name);
        release();
      });
    }
  };

  const rest = (): void => {
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  };

  return {
    add: (turn) => {
      const name = nameOf(turn);
      if (known.has(name)) return;
      known.add(name);
      const { machine } = turn;
      const line = lines.get(machine);
      if (line === undefined) lines.set(machine, { machine, turns: [{ turn, name }], head: 0 });
      else line.turns.push({ turn, name });
      go();
    },
    drained: async () => {
      while (running > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

function nameOf({ execution, task }: Turn): string {
  return `${execution}/${task}`;
}
