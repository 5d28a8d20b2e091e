/** LIMIT: what Step Functions or the product does not carry. */
export const LIMIT = {
  'LIMIT-01': {
    severity: 'error',
    title: 'The machine cannot be created',
    about:
      'Every emitted state machine is verified before it is handed out. A workflow so large that its machine exceeds 1 MB ends here.',
  },
  'LIMIT-02': {
    severity: 'error',
    title: 'Too long for one run',
    about:
      'An execution of Step Functions lives one year. The longest way, with all turns of its jumps, takes longer.',
  },
  'LIMIT-03': {
    severity: 'error',
    title: 'Too many steps for one run',
    about:
      'An execution of Step Functions has 25,000 entries of history. The longest way, with all turns of its jumps, takes more.',
  },
} as const;
