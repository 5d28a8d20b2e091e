/** aws-local-stepfunctions: the same states in JSONPath, which is the language it knows; functions are called in this process. */
import { StateMachine } from 'aws-local-stepfunctions';

const isPro = (contact) => contact % 10 < 3;
const arn = (name) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const DEFINITION = {
  StartAt: 'First',
  States: {
    First: { Type: 'Task', Resource: arn('first'), ResultPath: null, Next: 'Pause' },
    Pause: { Type: 'Wait', SecondsPath: '$.wait', Next: 'Which' },
    Which: { Type: 'Task', Resource: arn('which'), ResultPath: '$.pro', Next: 'Choose' },
    Choose: {
      Type: 'Choice',
      Choices: [{ Variable: '$.pro', BooleanEquals: true, Next: 'Second' }],
      Default: 'Tag',
    },
    Second: { Type: 'Task', Resource: arn('second'), End: true },
    Tag: { Type: 'Task', Resource: arn('tag'), End: true },
  },
};

export async function open({ waitMs, first }) {
  const counts = { sent: 0, tagged: 0, ended: 0 };
  const machine = new StateMachine(DEFINITION);
  const taskResourceLocalHandlers = {
    First: async ({ contact }) => {
      first(contact);
      counts.sent += 1;
      return {};
    },
    Which: async ({ contact }) => isPro(contact),
    Second: async () => {
      counts.sent += 1;
      return {};
    },
    Tag: async () => {
      counts.tagged += 1;
      return {};
    },
  };
  const go = async (contact) => {
    const event = { type: 'external.occurred', properties: { name: 'start' } };
    const run = machine.run(
      { contact, event, wait: waitMs / 1000 },
      { overrides: { taskResourceLocalHandlers } },
    );
    await run.result;
    counts.ended += 1;
  };
  return {
    enter: async (contact) => void go(contact),
    counts: () => counts,
    close: async () => {},
  };
}
