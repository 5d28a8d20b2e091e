/** A story killed at each of its commits in turn, reopened and told to its end: it is the same end every time. */
import { expect } from 'vitest';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { Told } from './catalogue.ts';
import { playCrashing, playPlainly } from './play.ts';

/** Worlds that are played side by side: most of their time is spent waiting for the disk. */
const AT_ONCE = 8;

export async function killed(
  story: Told,
  moment: 'before' | 'after',
  afterSetup: boolean,
  shape: Shape,
  billed = false,
): Promise<void> {
  const { ending, setup } = await playPlainly(story, shape);
  for (let first = afterSetup ? setup + 1 : 1, crashed = true; crashed; first += AT_ONCE) {
    const commits = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    const all = await Promise.all(
      commits.map((commit) => playCrashing(story, moment, commit, shape, billed)),
    );
    for (const [index, played] of all.entries()) {
      const found = { commit: commits[index], problems: played.problems, ...played.ending };
      expect(found).toEqual({ commit: commits[index], problems: [], ...ending });
    }
    crashed = all.every((played) => played.crashed);
  }
}
