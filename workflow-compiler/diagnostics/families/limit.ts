/** LIMIT: what Step Functions or the product does not carry. */
export const LIMIT = {
  'LIMIT-01': {
    severity: 'error',
    title: 'The machine cannot be created',
    about:
      'Every emitted state machine is verified before it is handed out. A workflow so large that its machine exceeds 1 MB ends here.',
  },
} as const;
