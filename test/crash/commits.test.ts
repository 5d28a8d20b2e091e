/** Every story killed at every commit, in every shape. */
import { describe, it } from 'vitest';
import { stories } from '../stories/catalogue.ts';
import { killed } from '../stories/killed.ts';
import { SHAPES } from '../stories/shapes.ts';

describe.each(stories)('$name', (story) => {
  it.each(SHAPES)('%s, killed after every commit in turn', (_name, shape) =>
    killed(story, 'after', story !== stories[0], shape),
  );
});

// On disk, before a commit is after the one before it; what differs is what the process could still do in between.
describe.each(stories.slice(1, 3))('$name', (story) => {
  it.each(SHAPES)('%s, killed before every commit in turn', (_name, shape) =>
    killed(story, 'before', true, shape),
  );
});

// Rows that are written one by one lie open to a crash between them.
describe.each(stories.slice(1))('$name', (story) => {
  it.each(SHAPES.slice(2))('%s, billed by the piece, killed after every commit in turn', (_name, shape) =>
    killed(story, 'after', true, shape, true),
  );
});
