/** COND: a condition that could never be asked as it is written. */
export const CONDITION = {
  'COND-01': {
    severity: 'error',
    title: 'Missing value',
    about: 'Every operator but `exists` compares with a `value`.',
  },
  'COND-02': {
    severity: 'error',
    title: 'Value does not fit the operator',
    about:
      '`in` takes a list; `greater`, `less`, `at-least`, `at-most` and the day counts take a number; `before` and `after` a date; text operators take text. The comparison would never be true.',
  },
  'COND-03': {
    severity: 'error',
    title: 'Invalid regular expression',
    about: 'Patterns use RE2 syntax, which has no look-around and no back-references.',
  },
  'COND-04': {
    severity: 'warning',
    title: 'Detail with a name near a standard one',
    about:
      'An unknown name is a custom detail, which is absent until somebody sets it. Often it is a standard detail, misspelt.',
  },
  'COND-05': {
    severity: 'error',
    title: 'Unknown event type',
    about: 'The type is not in the catalogue of events.',
  },
  'COND-06': {
    severity: 'warning',
    title: 'Goal that nothing triggers',
    about:
      'A goal is asked when something happens that could make it true. A condition on the event at hand alone is asked by nothing.',
  },
} as const;
