/** The two clocks. The system's is tried with moments that are due at once, so that nothing waits. */
import { expect, test } from 'vitest';
import { manualClock, systemClock } from '../../infra/local/clock.ts';

test('a manual clock rings in order, each alarm at its own moment, also those set on the way', () => {
  const clock = manualClock(1000);
  const rung: string[] = [];
  const note = (name: string) => rung.push(`${name} at ${clock.now()}`);
  clock.at(1030, () => note('late'));
  clock.at(1010, () => {
    note('early');
    clock.at(1020, () => note('between'));
    clock.at(5000, () => note('never'));
  });
  const callOff = clock.at(1015, () => note('called off'));
  callOff();
  clock.advanceTo(1040);
  expect(rung).toEqual(['early at 1010', 'between at 1020', 'late at 1030']);
  expect(clock.now()).toBe(1040);
  clock.advanceTo(1000);
  expect(clock.now()).toBe(1040);
});

test('an alarm for the past rings in the same moment, but never within the call that set it', async () => {
  const clock = manualClock(1000);
  let rung = 0;
  const ring = () => {
    rung += 1;
  };
  clock.at(999, ring);
  clock.at(1000, ring)();
  expect(rung).toBe(0);
  await Promise.resolve();
  expect(rung).toBe(1);
  expect(clock.now()).toBe(1000);
});

test("the system's clock rings, can be called off, and takes moments further away than setTimeout can", async () => {
  const clock = systemClock();
  const callOff = clock.at(clock.now() + 2 ** 40, () => {
    throw new Error('setTimeout would have rung at once');
  });
  const off = clock.at(0, () => {
    throw new Error('called off');
  });
  off();
  await new Promise<void>((resolve) => void clock.at(clock.now(), resolve));
  callOff();
});
