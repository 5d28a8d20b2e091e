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
  'COND-07': {
    severity: 'error',
    title: 'Condition that never holds',
    about:
      'Parts of the condition exclude each other: a tag that is there and not there, a score above and below, two values at once. A path, goal, trigger or filter with it would be dead.',
  },
  'COND-08': {
    severity: 'error',
    title: 'Comparison that never holds',
    about:
      'The standard detail has a form, such as a date or a country code, and no value of that form satisfies the comparison.',
  },
  'COND-09': {
    severity: 'error',
    title: 'Property that no event here has',
    about:
      'The event at hand is the one that started or last resumed the run. None that can be at hand on any way here has the property. External events, forms and page visits may have any.',
  },
  'COND-10': {
    severity: 'warning',
    title: 'Text compared as a number or a date',
    about: 'The detail is free text; the comparison holds only if somebody wrote a number or a date there.',
  },
  'COND-11': {
    severity: 'error',
    title: 'Goal that can never come true',
    about: 'The goal asks about a message that only ways behind the goal itself send.',
  },
} as const;
