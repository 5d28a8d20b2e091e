/**
 * Every function of the product, once: what starts it, what it may do, what it needs. The CDK stacks walk this list to make
 * Lambdas, rules and grants; the embedded runtime walks the same list, so the two homes cannot drift apart. The code of
 * function `x` is `functions/handlers/x.ts`, which exports `create: (deps) => (event) => Promise<result>`.
 */

/** What a function may touch. `store: 'read'` is get and query alone. */
export type Grants = {
  readonly store: 'read' | 'write';
  /** Goes through all of the store, whosever it is. */
  readonly walk?: true;
  readonly machines?: readonly ('start' | 'answer' | 'create' | 'remove' | 'stop' | 'describe')[];
  readonly bus?: true;
  /** Sets timers. */
  readonly timers?: true;
  /** Keeps, reads and removes files. */
  readonly files?: true;
  readonly email?: true;
  /** Takes addresses off the list of those whom the provider of mail writes to no more. */
  readonly suppressions?: true;
  readonly sms?: true;
  readonly push?: true;
  readonly outbound?: true;
  /** Signs links and webhooks, or checks what was signed. */
  readonly signing?: true;
};

export type Trigger =
  /** Called by state machines with a `TaskRequest`, answers the next cursor. */
  | { readonly kind: 'task' }
  /** Told changes of the store, in batches. */
  | { readonly kind: 'feed' }
  /** Told bus events through the queue, in batches. */
  | { readonly kind: 'queue' }
  /** Told what providers say of messages, through a queue, in batches. The providers of one machine say nothing afterwards. */
  | { readonly kind: 'feedback' }
  /** Told each timer that rings. On one machine the alarm that wakes the sweeper takes its place. */
  | { readonly kind: 'timer' }
  | { readonly kind: 'schedule'; readonly everySeconds: number }
  /** Looks for jobs, and goes on with them for as long as a call may take. On one machine a worker beside everything else takes its place. */
  | { readonly kind: 'work'; readonly everySeconds: number }
  | { readonly kind: 'http'; readonly paths: readonly string[] };

export type FunctionEntry = {
  readonly name: string;
  readonly purpose: string;
  readonly trigger: Trigger;
  readonly grants: Grants;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
};

const task = { kind: 'task' } as const;

export const manifest = [
  {
    name: 'feed',
    purpose:
      'derives events from changes and puts those subscribed to on the bus; sets the timers of waiting runs',
    trigger: { kind: 'feed' },
    grants: { store: 'write', bus: true, timers: true },
    memoryMb: 256,
    timeoutSeconds: 60,
  },
  {
    name: 'router',
    purpose:
      'matches an event to triggers and waiting runs; enrols, starts, resumes; does what a run of the express placement begins with',
    trigger: { kind: 'queue' },
    grants: {
      store: 'write',
      machines: ['start', 'answer', 'describe'],
      email: true,
      sms: true,
      push: true,
      signing: true,
    },
    memoryMb: 256,
    timeoutSeconds: 60,
  },
  {
    name: 'feedback',
    purpose: 'hears what became of messages: deliveries, bounces, complaints',
    trigger: { kind: 'feedback' },
    grants: { store: 'write' },
    memoryMb: 256,
    timeoutSeconds: 60,
  },
  {
    name: 'apply',
    purpose: 'changes the contact card, emits events',
    trigger: task,
    grants: { store: 'write' },
    memoryMb: 256,
    timeoutSeconds: 30,
  },
  {
    name: 'decide',
    purpose: 'chooses the path of a branch and says why',
    trigger: task,
    grants: { store: 'write' },
    memoryMb: 256,
    timeoutSeconds: 30,
  },
  {
    name: 'send',
    purpose: 'claims, renders, checks, delivers and settles one message',
    trigger: task,
    grants: { store: 'write', email: true, sms: true, push: true, signing: true },
    memoryMb: 256,
    timeoutSeconds: 60,
  },
  {
    name: 'call',
    purpose: 'calls a webhook',
    trigger: task,
    grants: { store: 'write', outbound: true, signing: true },
    memoryMb: 256,
    timeoutSeconds: 60,
  },
  {
    name: 'park',
    purpose: 'lets a run wait for a time or an event',
    trigger: task,
    grants: { store: 'write', machines: ['start', 'answer'] },
    memoryMb: 256,
    timeoutSeconds: 30,
  },
  {
    name: 'wake',
    purpose: 'claims a wait whose time is up, unless an event won',
    trigger: task,
    grants: { store: 'write' },
    memoryMb: 256,
    timeoutSeconds: 30,
  },
  {
    name: 'finish',
    purpose: 'ends a run: done, left or failed',
    trigger: task,
    grants: { store: 'write' },
    memoryMb: 256,
    timeoutSeconds: 30,
  },
  {
    name: 'segment',
    purpose: 'everything between two waits, where a version is cut so: several of the tasks above, in order',
    trigger: task,
    grants: {
      store: 'write',
      machines: ['start'],
      email: true,
      sms: true,
      push: true,
      outbound: true,
      signing: true,
    },
    memoryMb: 256,
    timeoutSeconds: 120,
  },
  {
    name: 'timer',
    purpose: 'ends a wait whose time is up, where no machine counts it',
    trigger: { kind: 'timer' },
    grants: { store: 'write', machines: ['start', 'answer', 'describe'], timers: true },
    memoryMb: 128,
    timeoutSeconds: 30,
  },
  {
    name: 'sweeper',
    purpose:
      'looks at runs that are due and goes on with what got stuck; fires fixed dates; removes machines of drained versions',
    trigger: { kind: 'schedule', everySeconds: 60 },
    grants: { store: 'write', machines: ['start', 'answer', 'remove', 'describe'] },
    memoryMb: 256,
    timeoutSeconds: 60,
  },
  {
    name: 'importer',
    purpose: 'imports the files of contacts that were handed over',
    trigger: { kind: 'work', everySeconds: 60 },
    grants: { store: 'write', files: true },
    memoryMb: 512,
    timeoutSeconds: 900,
  },
  {
    name: 'jobs',
    purpose: 'exports contacts, lets many into a workflow at once, removes tenants',
    trigger: { kind: 'work', everySeconds: 60 },
    grants: {
      store: 'write',
      walk: true,
      machines: ['start', 'answer', 'remove', 'stop', 'describe'],
      timers: true,
      files: true,
    },
    // A whole processor.
    memoryMb: 1769,
    timeoutSeconds: 900,
  },
  {
    name: 'track',
    purpose: 'opens, clicks and unsubscribes of delivered mail',
    trigger: { kind: 'http', paths: ['/t/*'] },
    grants: { store: 'write', signing: true },
    memoryMb: 256,
    timeoutSeconds: 15,
  },
  {
    name: 'api',
    purpose: 'the HTTP API',
    trigger: { kind: 'http', paths: ['/v1/*', '/openapi.json', '/docs'] },
    grants: {
      store: 'write',
      machines: ['create', 'remove', 'start', 'answer', 'stop', 'describe'],
      files: true,
      suppressions: true,
      signing: true,
    },
    memoryMb: 512,
    timeoutSeconds: 30,
  },
] as const satisfies readonly FunctionEntry[];

export type FunctionName = (typeof manifest)[number]['name'];
