/** FLOW: steps that cannot be reached, ways that do not end, loops that do not wait. */
export const FLOW = {
  'FLOW-01': {
    severity: 'error',
    title: 'Unreachable step',
    about: 'Neither the start nor a goal leads to the step, so no contact can ever come to it.',
  },
  'FLOW-02': {
    severity: 'error',
    title: 'Way without an end',
    about: 'From here a run can never reach `end` or an `exit`: it would go round for ever.',
  },
  'FLOW-03': {
    severity: 'error',
    title: 'Loop without a jump',
    about:
      'A `next` leads back to a step that came before. Only a `jump` may go back, because it is bounded by `atMost`.',
  },
  'FLOW-04': {
    severity: 'error',
    title: 'Loop without a wait',
    about:
      'A `jump` goes back and no wait lies on the way round: all turns would happen at once. A `wait` with `for`, `day` or a yearly `date`, or a `wait-for-event`, makes it wait. `until` and dates that pass once do not.',
  },
  'FLOW-05': {
    severity: 'error',
    title: 'Duplicate path id',
    about: 'Two paths of one step have the same id; history could not tell them apart.',
  },
  'FLOW-06': {
    severity: 'warning',
    title: 'Jump that does not go back',
    about: 'The step that the `jump` names does not lead back to it, so the jump is taken at most once.',
  },
  'FLOW-07': {
    severity: 'warning',
    title: 'Branch without a difference',
    about: 'All paths of the step lead to the same step.',
  },
  'FLOW-08': {
    severity: 'error',
    title: 'Counts since a step that is not before',
    about:
      'A `wait-for-event` counts events since a step; no way to the wait passes the step that `since` names.',
  },
  'FLOW-09': {
    severity: 'warning',
    title: 'Path that nobody takes',
    about: 'Paths of a branch are asked in order, and whoever satisfies this one satisfies one before it.',
  },
  'FLOW-10': {
    severity: 'warning',
    title: 'Workflows that set each other off',
    about:
      'A step of the workflow brings about an event that starts it again, by itself or through other workflows that were checked with it (`sojourn check FILE FILE`). The runtime cuts such a chain after ten workflows. What a contact has already (a tag, a list, a detail with that value) does not happen a second time, unless some workflow takes it away.',
  },
  'FLOW-11': {
    severity: 'error',
    title: 'Workflow that always starts itself again',
    about:
      'Every way to an end reports the external event that triggers the workflow, and every contact may enter again at any time. The runtime cuts the chain after ten runs.',
  },
} as const;
