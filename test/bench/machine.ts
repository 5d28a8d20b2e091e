/** The same five states by hand, for interpreters without a store: {send, wait, check, choose, send or tag}. */
export const ARN = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

export const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'First',
  States: {
    First: { Type: 'Task', Resource: ARN('first'), Output: '{% $states.input %}', Next: 'Pause' },
    Pause: { Type: 'Wait', Seconds: '{% $states.input.wait %}', Next: 'Which' },
    Which: {
      Type: 'Task',
      Resource: ARN('which'),
      Output: "{% $merge([$states.input, {'pro': $states.result}]) %}",
      Next: 'Choose',
    },
    Choose: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.pro %}', Next: 'Second' }],
      Default: 'Tag',
    },
    Second: { Type: 'Task', Resource: ARN('second'), End: true },
    Tag: { Type: 'Task', Resource: ARN('tag'), End: true },
  },
} as const;
