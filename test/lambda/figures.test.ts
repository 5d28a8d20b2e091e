/** What the dashboard is told: each change once in a batch, in the format that CloudWatch reads out of a log. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { figuresOf } from '../../functions/lambda/figures.ts';
import type { Change } from '../../functions/ports/store.ts';

const change = (sk: string, old: Change['old'], now: Change['new']): Change => ({
  seq: sk,
  key: { pk: 'acme|contact|c1', sk },
  rev: 1,
  ...(old === undefined ? {} : { old }),
  ...(now === undefined ? {} : { new: now }),
});
const waiting = { state: 'waiting' };
const done = { state: 'done', endedAt: '2026-01-01T00:00:00.000Z' };
const failed = { ...done, state: 'failed' };

test('a run is counted when it enters and when it ends, not between', () => {
  expect(
    figuresOf([
      change('run#1', undefined, waiting),
      change('run#1', waiting, { state: 'running' }),
      change('run#1', { state: 'running' }, done),
      change('run#1', done, { ...done, note: 'seen' }),
      change('run#2', waiting, failed),
      change('run#3', undefined, failed),
      change('run#4', done, undefined),
    ]),
  ).toEqual({ RunsEntered: 2, RunsEnded: 1, RunsFailed: 2 });
});

test('a message is counted by the state that it reaches', () => {
  const [claimed, sent, held] = [{ state: 'claimed' }, { state: 'sent' }, { state: 'held' }];
  expect(
    figuresOf([
      change('msg#1', claimed, sent),
      change('msg#1', sent, { ...sent, openedAt: 'x' }),
      change('msg#2', claimed, held),
      change('msg#2', held, sent),
      change('msg#3', claimed, { state: 'rejected' }),
      change('msg#4', claimed, { state: 'skipped' }),
      change('card', undefined, sent),
    ]),
  ).toEqual({ MessagesSent: 2, MessagesHeld: 1, MessagesRejected: 1 });
});

/** Lines that a process of its own says, since Lambda's collector reads standard output. */
function said(script: string): readonly unknown[] {
  const module = JSON.stringify(resolve('functions/lambda/log.ts'));
  const text = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { jsonLog, logAbout, tellFigures } = await import(${module});${script}`,
    ],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, POWERTOOLS_SERVICE_NAME: 'sojourn' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
}

test('figures are a line that CloudWatch makes metrics of; nothing to tell is no line', () => {
  expect(said('tellFigures({})')).toEqual([]);
  expect(said('tellFigures({ RunsFailed: 2, OldestDueSeconds: 7 })')).toEqual([
    expect.objectContaining({
      service: 'sojourn',
      RunsFailed: 2,
      OldestDueSeconds: 7,
      _aws: expect.objectContaining({
        CloudWatchMetrics: [
          {
            Namespace: 'Sojourn',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'RunsFailed', Unit: 'Count' },
              { Name: 'OldestDueSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      }),
    }),
  ]);
});

test('a line of the log says which request it belongs to', () => {
  const script = `logAbout({ awsRequestId: 'r1', functionName: 'sojourn-send' });
    jsonLog.info('a change waits', { event: 'e1' });`;
  expect(said(script)).toEqual([
    expect.objectContaining({
      level: 'INFO',
      message: 'a change waits',
      event: 'e1',
      service: 'sojourn',
      function_request_id: 'r1',
      function_name: 'sojourn-send',
    }),
  ]);
});
