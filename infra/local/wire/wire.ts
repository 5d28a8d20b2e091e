/**
 * The Step Functions wire server: the engine of the embedded runtime behind the protocol of the service. Everything is in one
 * SQLite file; a server that was killed goes on where it was when its folder is opened again.
 */
import { systemClock, type Timekeeper } from '../clock.ts';
import { openEngine } from '../engine/engine.ts';
import { boundedEvaluator } from '../evaluator/bounded.ts';
import type { Faults } from '../faults.ts';
import { openDatabase } from '../store/database.ts';
import { arnsOf } from './arns.ts';
import type { Wire } from './context.ts';
import { openExecutions } from './executions.ts';
import { type Mocks, noMocks } from './mocks.ts';
import { executing } from './nested.ts';
import { answer } from './protocol.ts';
import { openResources } from './resources.ts';
import { WIRE_STEPS } from './schema.ts';
import { openSdk, type Sdk } from './sdk.ts';
import { openShelf } from './shelf.ts';
import { answerTravel, type Travel } from './travel.ts';

export type WireOptions = {
  /** The data folder; nobody else may have it open. */
  readonly folder: string;
  readonly clock?: Timekeeper;
  readonly travel?: Travel;
  readonly region?: string;
  readonly account?: string;
  readonly mocks?: Mocks;
  /** Calls of functions and other services; those of AWS's SDK unless said. */
  readonly sdk?: Sdk;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly faults?: Faults;
};

export type WireServer = {
  readonly handle: (request: Request) => Promise<Response>;
  /** Resolves when nothing goes on but by time or by an answer from outside. */
  readonly idle: () => Promise<void>;
  /** Epoch milliseconds of the nearest timer. */
  readonly nextTimer: () => number | undefined;
  readonly close: () => Promise<void>;
};

/** As Step Functions forgets them. */
const KEPT_MS = 90 * 86_400_000;
const SWEPT_AT_ONCE = 1000;

/**
 * @example
 * const wire = await openWire({ folder: '.stepfunctions' });
 * server.serve(wire.handle);
 */
export async function openWire(options: WireOptions): Promise<WireServer> {
  const { folder, clock = systemClock(), region = 'us-east-1', account = '000000000000' } = options;
  const { mocks = noMocks, sdk = openSdk(region), random = Math.random, faults, travel } = options;
  const db = openDatabase({ folder, ...(faults === undefined ? {} : { faults }) });
  db.define('wire', WIRE_STEPS);
  const executions = openExecutions(db, clock);
  const evaluator = boundedEvaluator();
  const execute = executing(() => wire);
  const engine = openEngine({
    db,
    clock,
    random,
    recorder: executions.recorder,
    invoke: openResources({ sdk, mocks, execute }),
  });
  const wire: Wire = {
    db,
    clock,
    engine,
    shelf: openShelf(db, arnsOf({ region, account }), random),
    executions,
    starting: new Map(),
    evaluate: evaluator.evaluate,
  };
  const before = clock.now() - KEPT_MS;
  while ((await db.enlist(() => executions.sweep(before, SWEPT_AT_ONCE))) === SWEPT_AT_ONCE);
  while ((await engine.sweep(before, SWEPT_AT_ONCE)) === SWEPT_AT_ONCE);
  engine.resume();
  return {
    handle: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/health') return Response.json({ status: 'ok' });
      if (pathname === '/clock') return answerTravel(travel, request, { clock, engine });
      return answer(wire, request);
    },
    idle: engine.idle,
    nextTimer: engine.nextTimer,
    close: async () => {
      await engine.close();
      await evaluator.close();
      await db.close();
    },
  };
}
