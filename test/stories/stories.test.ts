import { describe, expect, it } from 'vitest';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import { stories, type Told } from './catalogue.ts';
import { type Played, playCrashing, playDisorderly, playOnFullDisk, playPlainly } from './play.ts';

/** Worlds that are played side by side: most of their time is spent waiting for the disk. */
const AT_ONCE = 8;

/** How a workflow is cut into states says nothing about what it does: each story ends the same in all of these. */
const NAIVE: Shape = { naive: true };
const SHAPES: readonly (readonly [name: string, shape: Shape, seeds: readonly number[]])[] = [
  ['a state for each message and wait', {}, [1, 2, 3]],
  ['a state for everything between two waits', { granularity: 'segment' }, [4]],
  ['express: an execution for everything between two waits', { placement: 'express' }, [1, 2]],
];

/** Every message once: an outbox that commits with its claim allows nothing else. */
function expectWhole({ ending, problems }: Played): void {
  expect(problems).toEqual([]);
  expect(ending.messages).toEqual([...new Set(ending.messages)]);
}

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

    it.each(seeds)('over a bus that duplicates, delays and reorders (seed %i)', async (seed) => {
      const played = await playDisorderly(story, seed, shape);
      expectWhole(played);
      expect(played.ending).toEqual((await playPlainly(story, shape)).ending);
    });

    it.each(seeds)('on a disk that is full now and then (seed %i)', async (seed) => {
      const played = await playOnFullDisk(story, seed, shape);
      expectWhole(played);
      expect(played.ending).toEqual((await playPlainly(story, shape)).ending);
    });

    it('killed after every commit in turn', { timeout: 120_000 }, () =>
      killed(story, 'after', story !== stories[0], shape),
    );
  });
});

// On disk, before a commit is after the one before it; what differs is what the process could still do in between.
describe.each(stories.slice(1, 3))('$name', (story) => {
  it.each(SHAPES)('%s, killed before every commit in turn', { timeout: 120_000 }, (_name, shape) =>
    killed(story, 'before', true, shape),
  );
});

async function killed(
  story: Told,
  moment: 'before' | 'after',
  afterSetup: boolean,
  shape: Shape,
): Promise<void> {
  const { ending, setup } = await playPlainly(story, shape);
  for (let first = afterSetup ? setup + 1 : 1, crashed = true; crashed; first += AT_ONCE) {
    const commits = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    const all = await Promise.all(commits.map((commit) => playCrashing(story, moment, commit, shape)));
    for (const [index, played] of all.entries()) {
      const found = { commit: commits[index], problems: played.problems, ...played.ending };
      expect(found).toEqual({ commit: commits[index], problems: [], ...ending });
    }
    crashed = all.every((played) => played.crashed);
  }
}
