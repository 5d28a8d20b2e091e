/**
 * The plan: a definition as a graph of tasks, choices and waits with explicit edges; one node becomes one state (and the
 * states for its failures). Names are step ids, or `<id>.<what>` for the second and third node of a step, or begin with a
 * hyphen when shared, which no id can.
 */
import type { TaskFunction } from '../artifact.ts';
import type { Carried } from '../cursor.ts';

type Common = {
  readonly name: string;
  /** The step it comes from; absent for shared nodes. */
  readonly step?: string;
};

/** Calls a task function and goes on with the cursor it answers. */
export type TaskNode = Common & {
  readonly type: 'task';
  readonly fn: TaskFunction;
  /** Step ids that the task does, in order. */
  readonly steps: readonly string[];
  /** Absent: the execution ends here. */
  readonly next?: string;
  /** Where `Rejected` leads; absent where the task cannot reject. */
  readonly rejected?: string;
  /** Whether the task may answer `Deferred`. */
  readonly deferrable: boolean;
  /** The run ends with these steps: `completed`, `exit`, or an exit rule's id. */
  readonly end?: string;
  /** Done in the same call after `steps`, each in a turn of its own; `next` is the way on after the last. */
  readonly then?: readonly CarriedNode[];
  /** Express: the run waits in its row after this task, and the execution ends; the next one enters here. */
  readonly resume?: string;
  /** Whether an event may end that wait: who begins it looks at what happened before. */
  readonly listens?: boolean;
};

/** A task that another one carries; the name of its function says which. */
export type CarriedNode = TaskNode & { readonly fn: Carried['do'] };

/** A region between two waits, done in one call: `enter` is where it begins in the plan's program. */
export type SegmentNode = Common & {
  readonly type: 'segment';
  readonly enter: string;
  /**
   * Where the machine goes on: one way without a question, more by the path that the task answers, which is the name that
   * the program knows the place by.
   */
  readonly exits: readonly { readonly path: string; readonly next: string }[];
  /** Whether some way through the region ends the run. */
  readonly ends: boolean;
  readonly deferrable: boolean;
};

/** Parks the run until somebody answers the token, at most for a time. */
export type CallbackNode = Common & {
  readonly type: 'callback';
  readonly steps: readonly string[];
  /** Seconds, or the cursor's. */
  readonly timeoutSeconds: number | 'cursor';
  readonly next: string;
  readonly timeout: string;
};

/** Waits until the cursor's `until`. */
type WaitNode = Common & { readonly type: 'wait'; readonly next: string };

export type Test =
  /** The last task chose this path. */
  | { readonly type: 'path'; readonly is: string }
  /** The contact's bucket for this split is below the bound. */
  | { readonly type: 'bucket'; readonly below: string }
  /** The jump was taken less often than this. */
  | { readonly type: 'loop'; readonly atMost: number };

/** What passing here adds to the cursor: a line in the trail, and one more turn of a jump. */
export type Mark = { readonly path: string; readonly counts: boolean };

export type Way = { readonly next: string; readonly mark?: Mark };

export type ChoiceNode = Common & {
  readonly type: 'choice';
  readonly rules: readonly (Way & { readonly test: Test })[];
  readonly otherwise: Way;
};

type PassNode = Common & { readonly type: 'pass'; readonly next: string };
type SucceedNode = Common & { readonly type: 'succeed' };

export type PlanNode = TaskNode | SegmentNode | CallbackNode | WaitNode | ChoiceNode | PassNode | SucceedNode;

export type Plan = {
  readonly workflow: string;
  readonly start: string;
  readonly nodes: readonly PlanNode[];
  /** What segments do, by name: tasks and choices that are states no more. */
  readonly program?: readonly (TaskNode | ChoiceNode)[];
};

/** Names shared by all steps. */
export const SHARED = { end: '-end', done: '-done' } as const;

/** Where the next execution enters when the run waits after this task, or after what it carries. */
export const resumeOf = ({ resume, then }: TaskNode): string | undefined => resume ?? then?.at(-1)?.resume;

export function targetsOf(node: PlanNode): readonly string[] {
  switch (node.type) {
    case 'task':
      return [node.next, node.rejected, resumeOf(node)].filter((name) => name !== undefined);
    case 'segment':
      return [
        ...node.exits.map(({ next }) => next),
        ...(node.ends && node.exits.length > 0 ? [SHARED.done] : []),
      ];
    case 'callback':
      return [node.next, node.timeout];
    case 'choice':
      return [...node.rules.map((rule) => rule.next), node.otherwise.next];
    case 'wait':
    case 'pass':
      return [node.next];
    case 'succeed':
      return [];
  }
}

/** What runs come to before they wait for the first time. */
export function upToWaits(plan: Plan): readonly PlanNode[] {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  const seen = new Set<string>();
  const open = [plan.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = byName.get(name);
    if (node === undefined || seen.has(name)) continue;
    seen.add(name);
    if (node.type === 'task') open.push(...[node.next, node.rejected].filter((to) => to !== undefined));
    else if (node.type !== 'wait' && node.type !== 'callback') open.push(...targetsOf(node));
  }
  return plan.nodes.filter(({ name }) => seen.has(name));
}

/** The node with every target replaced. */
export function retarget(node: PlanNode, to: (name: string) => string): PlanNode {
  switch (node.type) {
    case 'task': {
      const then = node.then?.map((one) => goingOn(one, to));
      return {
        ...node,
        ...(node.next === undefined ? {} : { next: to(node.next) }),
        ...(node.rejected === undefined ? {} : { rejected: to(node.rejected) }),
        ...(node.resume === undefined ? {} : { resume: to(node.resume) }),
        ...(then === undefined ? {} : { then }),
      };
    }
    case 'segment':
      return { ...node, exits: node.exits.map((exit) => ({ ...exit, next: to(exit.next) })) };
    case 'callback':
      return { ...node, next: to(node.next), timeout: to(node.timeout) };
    case 'choice':
      return {
        ...node,
        rules: node.rules.map((rule) => ({ ...rule, next: to(rule.next) })),
        otherwise: { ...node.otherwise, next: to(node.otherwise.next) },
      };
    case 'wait':
    case 'pass':
      return { ...node, next: to(node.next) };
    case 'succeed':
      return node;
  }
}

/** What is carried leads nowhere but to where a run goes on after its wait. */
const goingOn = (node: CarriedNode, to: (name: string) => string): CarriedNode =>
  node.resume === undefined ? node : { ...node, resume: to(node.resume) };
