/** One machine: how many commits lie between an event and its first message, which is what a contact waits for. */
import { expect, test } from 'vitest';
import { outbox } from '../../infra/local/channels/outbox.ts';
import { begin, contact, event, idle, openWorld, START, withFolder, workflow } from '../stories/world.ts';

const FLOW = `
language: 1
name: flow
triggers: [{ on: external.occurred, name: start }]
start: hello
steps:
  hello: { kind: send-email, subject: "Hello", text: "Hello", from: { email: a@example.com }, next: end }
`;

test('the event, its run and the execution are one commit, and the message leaves after it', () =>
  withFolder(async (dir) => {
    let commits = 0;
    const seen: number[] = [];
    const world = await openWorld(dir, START, {
      faults: {
        at: (moment) => {
          if (moment === 'after') commits += 1;
          return 'go';
        },
      },
      email: {
        ...outbox,
        deliver: (key, message) => {
          seen.push(commits);
          return outbox.deliver(key, message);
        },
      },
    });
    for (const deed of [begin, workflow(FLOW), contact('ada'), idle]) await deed(world);
    commits = 0;
    await event('e1', 'ada', 'external.occurred', { name: 'start' })(world);
    await world.idle();
    await world.runtime.close();
    expect(seen).toEqual([1]);
  }));
