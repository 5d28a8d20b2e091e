/** REF: a name that leads nowhere. */
export const REFERENCE = {
  'REF-01': {
    severity: 'error',
    title: 'Unknown step',
    about: 'A `next`, `otherwise`, `onRejected`, `to`, `start` or path names a step that does not exist.',
  },
} as const;
