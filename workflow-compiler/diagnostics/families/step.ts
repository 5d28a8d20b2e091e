/** STEP: a step whose fields do not go together. */
export const STEP = {
  'STEP-01': {
    severity: 'error',
    title: 'Weights do not add up to 100',
    about: 'The weights of a split are percentages of the contacts.',
  },
  'STEP-02': {
    severity: 'error',
    title: 'Wait without one clear end',
    about: 'A wait has exactly one of `for`, `until`, `day` and `date`.',
  },
  'STEP-03': {
    severity: 'error',
    title: 'Unclear body',
    about:
      'An email has a `text`, an `html` or an `mjml` body; `text` may stand beside one of the other two.',
  },
  'STEP-04': {
    severity: 'error',
    title: 'Event that only starts workflows',
    about: '`date.reached` and `manual.enrolled` start runs. Nothing can wait for them, and they end no run.',
  },
  'STEP-05': {
    severity: 'error',
    title: 'Invalid address of a webhook',
    about:
      'A webhook calls `http` or `https`, and never a private, loopback or link-local address: those belong to the network that the product runs in.',
  },
  'STEP-06': {
    severity: 'error',
    title: 'Invalid email address',
    about: 'A sender or recipient that no mail server would take.',
  },
  'STEP-07': {
    severity: 'error',
    title: 'Invalid date',
    about: 'A date that is in no calendar, such as 30 February, or an hour that is on no clock.',
  },
  'STEP-08': {
    severity: 'error',
    title: 'Empty window',
    about: 'A window that ends when or before it begins: nothing could ever happen in it.',
  },
  'STEP-09': {
    severity: 'error',
    title: 'Detail that cannot be set',
    about: 'The product sets this detail itself, or it has an action of its own.',
  },
  'STEP-10': {
    severity: 'error',
    title: 'Invalid value of a standard detail',
    about: 'A constant that this standard detail does not take: the step could never work.',
  },
  'STEP-11': {
    severity: 'warning',
    title: 'Step without an effect',
    about: 'The step changes nothing.',
  },
  'STEP-12': {
    severity: 'error',
    title: 'Invalid sender',
    about:
      'The sender of a text message is a phone number, or 1 to 11 letters, digits and spaces of which one is a letter.',
  },
  'STEP-13': {
    severity: 'error',
    title: 'Push message that cannot be opened or read',
    about:
      "A tap opens a web address or one with a scheme of the app. Names of `data` that begin with `sojourn` are the product's, and `from`, `message_type`, `collapse_key` and what begins with `google` or `gcm` are Google's.",
  },
} as const;
