/**
 * Killed at every commit, and away for longer than any lease: the sweeper then finds every run overdue before anything goes on
 * by itself. None of them is lost or failed, and none does anything twice.
 */
import { expect, it } from 'vitest';
import { playAway, playPlainly } from '../stories/play.ts';
import { SHAPES } from '../stories/shapes.ts';
import { begin, contact, DAY, HOUR, type Story, time, workflow } from '../stories/world.ts';

const FLOW = `
language: 1
name: slow
triggers: [{ on: contact.added }]
sending: { from: { email: hello@nordwind.example } }
start: thank
steps:
  thank: { kind: send-email, subject: Thanks, text: Thank you, next: count }
  count: { kind: adjust-score, by: 1, next: pause }
  pause: { kind: wait, for: 1 day, next: ask }
  ask:
    kind: wait-for-event
    paths: [{ id: "bought", event: { on: external.occurred, name: order }, next: done }]
    timeout: { after: 1 day, next: mark }
  mark: { kind: add-tag, tag: cold, next: again }
  again: { kind: jump, to: count, atMost: 1, next: done }
  done: { kind: send-email, subject: Bye, text: Good bye, next: end }
`;

const story: Story = {
  name: 'nothing depends on when it happens',
  setup: [begin, workflow(FLOW)],
  deeds: [contact('ada'), contact('bob'), time(30 * DAY)],
};

it.each(SHAPES)('%s', async (_name, shape) => {
  const { ending, setup } = await playPlainly(story, shape);
  expect(ending.runs.join()).toContain('done');
  for (let commit = setup + 1, crashed = true; crashed; commit += 1) {
    const played = await playAway(story, commit, shape, 2 * HOUR);
    expect({ commit, problems: played.problems, ...played.ending }).toEqual({
      commit,
      problems: [],
      ...ending,
    });
    ({ crashed } = played);
  }
});
