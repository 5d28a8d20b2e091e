/** MSG: messages, their templates, and what is asked about them. */
export const MESSAGE = {
  'MSG-01': {
    severity: 'error',
    title: 'Message never sent before',
    about: 'A condition or wait asks about a message of this run that no way to it sends.',
  },
  'MSG-02': {
    severity: 'warning',
    title: 'Message not sent on every way',
    about:
      'A condition or wait asks about a message of this run that only some ways to it send; on the others the answer is always no.',
  },
  'MSG-03': {
    severity: 'error',
    title: 'Invalid Liquid template',
    about: 'The template cannot be rendered: a tag or filter is unknown, or a bracket or tag is not closed.',
  },
  'MSG-04': {
    severity: 'warning',
    title: 'Unknown variable in a template',
    about:
      'Templates know `contact`, `event`, `run`, `workflow`, `tenant`, `unsubscribe_url` and `now`; anything else renders empty, and so does a part that one of these does not have.',
  },
  'MSG-05': {
    severity: 'warning',
    title: 'Message to contacts who opted out',
    about:
      'A path that asks for contacts who opted out leads, at once or later, to a marketing message, which will be skipped for each of them who has not opted in meanwhile. With `sending.consent: opted-in` the same holds for a path that asks for unknown consent.',
  },
  'MSG-06': {
    severity: 'warning',
    title: 'Many messages in a day, or more than a cap',
    about:
      "On some way more marketing messages may go out within 24 hours than are meant: ten, unless told otherwise (`sojourn check --messages-per-day 3`); or more on a channel than the tenant's caps allow in a day or a week (`--cap email=2/day,5/week`), so that some are skipped or held. Events are taken to come at once, and the first wait for a day of the week to end at once.",
  },
  'MSG-07': {
    severity: 'warning',
    title: 'Wait that ends outside the sending window',
    about:
      'A wait ends at a time of the week at which `sending` allows no message, and a message follows. It is never sent when the wait ends, but held until the window opens.',
  },
  'MSG-08': {
    severity: 'warning',
    title: 'Variable that no event here has',
    about:
      'As COND-09, in a template: none of the events that can be at hand here has the property, so it renders empty.',
  },
  'MSG-09': {
    severity: 'warning',
    title: 'Variable with a name near a standard detail',
    about: 'As COND-04, in a template: a custom detail renders empty until somebody sets it.',
  },
  'MSG-10': {
    severity: 'warning',
    title: 'Filter that does not fit its value',
    about: 'Arithmetic on text, a date of a number, a list filter on one value: it renders nonsense.',
  },
} as const;
