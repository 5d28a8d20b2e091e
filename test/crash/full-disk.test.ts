/** Every story on a disk that is full now and then, in every shape. */
import { describe, expect, it } from 'vitest';
import { stories } from '../stories/catalogue.ts';
import { playOnFullDisk, playPlainly } from '../stories/play.ts';
import { SHAPES } from '../stories/shapes.ts';
import { expectWhole } from '../stories/whole.ts';

describe.each(stories)('$name', (story) => {
  describe.each(SHAPES)('%s', (_name, shape, seeds) => {
    it.each(seeds)('on a disk that is full now and then (seed %i)', async (seed) => {
      const played = await playOnFullDisk(story, seed, shape);
      expectWhole(played);
      expect(played.ending).toEqual((await playPlainly(story, shape)).ending);
    });
  });
});
