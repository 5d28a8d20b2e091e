/** The product's adapter of Step Functions over the wire, and the clock that runs faster. */
import { expect, test } from 'vitest';
import { manualClock } from '../../infra/local/clock.ts';
import { durationOf, fastClock } from '../../infra/local/wire/clock.ts';
import { machinesContract } from '../adapters/machines-contract.ts';
import { open } from './setting.ts';

const { client } = await open();
machinesContract(client, client);

test('a day of five seconds', () => {
  const real = manualClock(1_000_000);
  const clock = fastClock(5000, real);
  let rung = 0;
  clock.at(1_000_000 + 86_400_000, () => {
    rung += 1;
  });
  real.advanceTo(1_000_000 + 2500);
  expect(clock.now()).toBe(1_000_000 + 43_200_000);
  expect(rung).toBe(0);
  real.advanceTo(1_000_000 + 5000);
  expect(rung).toBe(1);
});

test.each([
  ['5s', 5000],
  ['200ms', 200],
  ['1m', 60_000],
  ['0s', undefined],
  ['soon', undefined],
])('%s', (text, ms) => {
  expect(durationOf(text)).toBe(ms);
});

test('only a clock that stands can be moved', async () => {
  const world = await open();
  const moved = await fetch(`${world.url}/clock`, { method: 'POST', body: '{"to": "2026-01-05T10:00:00Z"}' });
  expect(await moved.json()).toEqual({ now: '2026-01-05T10:00:00.000Z', busy: 0 });
  const nowhere = await fetch(`${world.url}/clock`, { method: 'POST', body: '{}' });
  expect(nowhere.status).toBe(400);
});

test('what is no operation of the service is told apart', async () => {
  const world = await open();
  const headers = { 'x-amz-target': 'AWSStepFunctions.RedriveExecution' };
  const answer = await fetch(world.url, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  const broken = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
  const refused = await fetch(world.url, { method: 'POST', headers: broken, body: '{' });
  expect(await refused.json()).toMatchObject({ __type: 'SerializationException' });
});
