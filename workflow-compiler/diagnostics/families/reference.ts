/** REF: a name that leads nowhere. */
export const REFERENCE = {
  'REF-01': {
    severity: 'error',
    title: 'Unknown step',
    about:
      'A `next`, `otherwise`, `onRejected`, `to`, `since`, `start` or path names a step that does not exist.',
  },
  'REF-02': {
    severity: 'error',
    title: 'Reserved name',
    about:
      'No step may be called `end`, since `next: end` ends the run; no path may be called `timeout` or `otherwise`, or begin with `goal-` or `exit-`, since the runtime uses these for what woke a run.',
  },
  'REF-03': {
    severity: 'error',
    title: 'Not a message',
    about:
      'A `message` must name a step that sends an email: of this workflow by its id, of another one as `workflow/step`.',
  },
} as const;
