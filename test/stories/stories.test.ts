import { describe, expect, it } from 'vitest';
import { stories } from './catalogue.ts';
import { killed } from './killed.ts';
import { playBilled, playDisorderly, playPlainly } from './play.ts';
import { NAIVE, SHAPES } from './shapes.ts';
import { expectWhole } from './whole.ts';

describe.each(stories)('$name', (story) => {
  it('plainly, a state for each step', async () => {
    const played = await playPlainly(story, NAIVE);
    expectWhole(played);
    const told = [...played.ending.runs, ...played.ending.messages, ...played.ending.cards].join('\n');
    for (const line of story.ends) {
      if (line.startsWith('!')) expect(told).not.toContain(line.slice(1));
      else expect(told).toContain(line);
    }
  });

  describe.each(SHAPES)('%s', (_name, shape, seeds) => {
    it('plainly', async () => {
      const played = await playPlainly(story, shape);
      expectWhole(played);
      expect(played.ending).toEqual((await playPlainly(story, NAIVE)).ending);
    });

    it('where writes are billed and timers last', async () => {
      const played = await playBilled(story, shape);
      expectWhole(played);
      expect(played.ending).toEqual((await playPlainly(story, shape)).ending);
    });

    it.each(seeds)('over a bus that duplicates, delays and reorders (seed %i)', async (seed) => {
      const played = await playDisorderly(story, seed, shape);
      expectWhole(played);
      expect(played.ending).toEqual((await playPlainly(story, shape)).ending);
    });
  });
});

// All others are killed in test/crash, in every shape, and meet full disks there.
describe.each(stories.slice(0, 3))('$name', (story) => {
  it('killed after every commit in turn', { timeout: 120_000 }, () =>
    killed(story, 'after', story !== stories[0], {}),
  );
});
