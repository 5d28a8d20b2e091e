import { describe, expect, it } from 'vitest';
import { stories } from './catalogue.ts';
import { type Played, playCrashing, playDisorderly, playPlainly } from './play.ts';

const SEEDS = [1, 2, 3];

/** Every message once: an outbox that commits with its claim allows nothing else. */
function expectWhole({ ending, problems }: Played): void {
  expect(problems).toEqual([]);
  expect(ending.messages).toEqual([...new Set(ending.messages)]);
}

describe.each(stories)('$name', (story) => {
  it('plainly', async () => {
    const played = await playPlainly(story);
    expectWhole(played);
    const told = [...played.ending.runs, ...played.ending.messages, ...played.ending.cards].join('\n');
    for (const line of story.ends) {
      if (line.startsWith('!')) expect(told).not.toContain(line.slice(1));
      else expect(told).toContain(line);
    }
  });

  it.each(SEEDS)('over a bus that duplicates, delays and reorders (seed %i)', async (seed) => {
    const played = await playDisorderly(story, seed);
    expectWhole(played);
    expect(played.ending).toEqual((await playPlainly(story)).ending);
  });

  it.each(['before', 'after'] as const)(
    'killed %s every commit in turn',
    { timeout: 120_000 },
    async (moment) => {
      const { ending } = await playPlainly(story);
      for (let commit = 1; ; commit += 1) {
        const played = await playCrashing(story, moment, commit);
        expect({ commit, problems: played.problems }).toEqual({ commit, problems: [] });
        expect({ commit, ...played.ending }).toEqual({ commit, ...ending });
        if (!played.crashed) break;
      }
    },
  );
});
