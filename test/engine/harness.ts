/** An engine in a folder with a clock that stands still, and functions that note what they were called with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type ManualClock, manualClock } from '../../infra/local/clock.ts';
import { type EngineOptions, openEngine } from '../../infra/local/engine/engine.ts';
import type { InvokeContext } from '../../infra/local/engine/invoke.ts';
import type { Faults } from '../../infra/local/faults.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';

const root = mkdtempSync(join(tmpdir(), 'sojourn-engine-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
export const newFolder = () => mkdtempSync(join(root, 'data-'));

export const START = Date.UTC(2026, 0, 5, 9);

export type Invocation = {
  readonly resource: string;
  readonly functionName: string;
  readonly payload: Json;
  readonly context: InvokeContext;
};

export type Functions = { readonly [name: string]: (call: Invocation) => Json | Promise<Json> };

export type Setting = Partial<Pick<EngineOptions, 'concurrency' | 'onEnded'>> & {
  readonly faults?: Faults;
  readonly clock?: ManualClock;
  readonly functions?: Functions;
  /** Every invocation, in order; give the same list to the next process to go on noting. */
  readonly calls?: Invocation[];
};

export function openHarness(folder: string, setting: Setting = {}) {
  const { faults, clock = manualClock(START), functions = {}, calls = [], ...rest } = setting;
  const db = openDatabase({ folder, ...(faults === undefined ? {} : { faults }) });
  const engine = openEngine({
    db,
    clock,
    random: () => 0.5,
    invoke: async (resource, functionName, payload, context) => {
      const call = { resource, functionName, payload, context };
      calls.push(call);
      return functions[functionName]?.(call) ?? null;
    },
    ...rest,
  });
  engine.resume();
  return {
    db,
    engine,
    clock,
    calls,
    /** Lets time pass, stopping at every timer on the way. */
    pass: async (ms: number) => {
      const until = clock.now() + ms;
      await engine.idle();
      for (let due = engine.nextTimer(); due !== undefined && due <= until; due = engine.nextTimer()) {
        clock.advanceTo(due);
        await engine.idle();
      }
      clock.advanceTo(until);
      await engine.idle();
    },
    close: async () => {
      await engine.close();
      await db.close();
    },
  };
}

/** A machine of these states, in JSONata. */
export const machine = (startAt: string, states: { readonly [name: string]: Json }): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: startAt, States: states });

/** A task that calls a function by the service integration. */
export const task = (functionName: string, more: { readonly [field: string]: Json }): Json => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});

export const callback = (functionName: string, more: { readonly [field: string]: Json }): Json => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: functionName, Payload: { token: '{% $states.context.Task.Token %}' } },
  ...more,
});
