/**
 * The code of every function of the manifest, made once over the runtime's ports. The tables are complete by type: a
 * function added to the manifest does not compile here until it has its code.
 */

import type { Deps } from '../../functions/deps.ts';
import { create as apply } from '../../functions/handlers/apply.ts';
import { create as call } from '../../functions/handlers/call.ts';
import { create as decide } from '../../functions/handlers/decide.ts';
import { create as feed } from '../../functions/handlers/feed.ts';
import { create as finish } from '../../functions/handlers/finish.ts';
import { create as park } from '../../functions/handlers/park.ts';
import { create as router } from '../../functions/handlers/router.ts';
import { create as segment } from '../../functions/handlers/segment.ts';
import { create as send } from '../../functions/handlers/send.ts';
import { create as sweeper } from '../../functions/handlers/sweeper.ts';
import { create as track } from '../../functions/handlers/track.ts';
import { create as wake } from '../../functions/handlers/wake.ts';
import type { manifest } from '../../functions/manifest.ts';
import type { TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';

type Named<Kind extends string> = Extract<
  (typeof manifest)[number],
  { readonly trigger: { readonly kind: Kind } }
>['name'];

type Task = (request: TaskRequest) => Promise<Json>;

export type Functions = {
  readonly task: Readonly<Record<Named<'task'>, Task>>;
  readonly feed: Readonly<Record<Named<'feed'>, ReturnType<typeof feed>>>;
  readonly queue: Readonly<Record<Named<'queue'>, ReturnType<typeof router>>>;
  readonly schedule: Readonly<Record<Named<'schedule'>, () => Promise<unknown>>>;
  /** `api` is made by whoever serves it, since it needs more than the ports of tasks. */
  readonly http: { readonly track: ReturnType<typeof track> };
};

export function createFunctions(deps: Deps): Functions {
  return {
    task: {
      apply: apply(deps),
      decide: decide(deps),
      send: send(deps),
      call: call(deps),
      park: park(deps),
      wake: wake(deps),
      finish: finish(deps),
      segment: segment(deps),
    },
    feed: { feed: feed(deps) },
    queue: { router: router(deps) },
    schedule: { sweeper: sweeper(deps) },
    http: { track: track(deps) },
  };
}

/** Arguments of a task state, as the compiler emits them: taken on trust, since the cursor inside is checked where it becomes a key. */
export const asTaskRequest = (payload: Json): TaskRequest => payload as unknown as TaskRequest;
