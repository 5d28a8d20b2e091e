/**
 * What every function shares: its ports are opened at the first event and kept, a failed opening is tried again at the next,
 * and what it throws is logged with the request's id and then thrown on, since Lambda and Step Functions act on it.
 */
import middy, { type MiddlewareObj, type MiddyfiedHandler } from '@middy/core';
import { type LambdaDeps, openDeps, type Parts } from './deps.ts';
import { jsonLog, logAbout, tellFigures } from './log.ts';

/** Errors that machines expect by name. */
const EXPECTED: ReadonlySet<string> = new Set(['Transient', 'Throttled', 'Rejected', 'Deferred', 'Left']);

export type Entry<Event, Result> = MiddyfiedHandler<Event, Result>;

export function entry<Event, Result>(
  parts: Parts,
  create: (deps: LambdaDeps) => (event: Event) => Promise<Result>,
): Entry<Event, Result> {
  let opened: Promise<(event: Event) => Promise<Result>> | undefined;
  const open = (): Promise<(event: Event) => Promise<Result>> => {
    opened ??= openDeps(parts).then((deps) => {
      const handle = create(deps);
      return (event) => {
        deps.begin();
        return handle(event);
      };
    });
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
  return middy<Event, Result>()
    .use(logged())
    .handler(async (event) => (await open())(event));
}

function logged<Event, Result>(): MiddlewareObj<Event, Result> {
  return {
    before: ({ context }) => logAbout(context),
    onError: ({ error }) => {
      const name = error?.name ?? 'Error';
      const fields = { error: `${name}: ${error?.message ?? ''}` };
      if (EXPECTED.has(name)) {
        jsonLog.info('a task answered with an error that machines expect', fields);
      } else {
        jsonLog.error('a function failed', { ...fields, stack: error?.stack ?? '' });
        tellFigures({ UnexpectedErrors: 1 });
      }
    },
  };
}
