/** The same stories in processes that are killed with SIGKILL before a commit, again and again, until one lives to the end. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stories } from '../stories/catalogue.ts';
import { playPlainly } from '../stories/play.ts';
import { withFolder } from '../stories/world.ts';

type Life = { readonly killed: boolean; readonly said: string; readonly error: string };

const live = (dir: string, name: string, commit: number): Promise<Life> =>
  new Promise((resolve) => {
    const env = { ...process.env, SOJOURN_CRASH_AT_COMMIT: String(commit) };
    const script = join(import.meta.dirname, 'process.ts');
    execFile(process.execPath, [script, dir, name], { env }, (error, said, err) =>
      resolve({ killed: error?.signal === 'SIGKILL', said, error: err }),
    );
  });

describe('killed with SIGKILL', () => {
  // Each life gets this many commits: few enough to be killed often, enough to come on.
  it.each([
    [11, stories[0]],
    [13, stories[1]],
    [12, stories[2]],
  ] as const)('every %i commits', { timeout: 120_000 }, async (commits, story) => {
    if (story === undefined) throw new Error('the story is gone');
    await withFolder(async (dir) => {
      let lives = 0;
      let life: Life;
      do {
        life = await live(dir, story.name, commits);
        lives += 1;
      } while (life.killed && lives < 100);
      expect(life.error).toBe('');
      expect(lives).toBeGreaterThan(2);
      const { ending } = await playPlainly(story);
      expect(JSON.parse(life.said)).toEqual({ ending, problems: [] });
    });
  });
});
