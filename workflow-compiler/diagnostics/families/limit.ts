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
      'An execution of Step Functions lives one year. The longest way, with all turns of its jumps, takes longer. In the placement `express` a run is no execution, and may take as long as it takes.',
  },
  'LIMIT-03': {
    severity: 'error',
    title: 'Too many steps for one run',
    about:
      'An execution of Step Functions has 25,000 entries of history. The longest way, with all turns of its jumps, takes more, however well it is compiled. Executions of the placement `express` have no such limit.',
  },
  'LIMIT-04': {
    severity: 'warning',
    title: 'Perhaps too long for one run',
    about:
      'As LIMIT-02, with waits that depend on the contact at their longest: a day of the week, a date on the card (taken as a year away). Who waits that long is cut off after a year.',
  },
  'LIMIT-05': {
    severity: 'warning',
    title: 'Perhaps too many steps for one run',
    about:
      'As LIMIT-03, if each step writes what it writes at most: a message that is held, a wait that a goal may interrupt.',
  },
  'LIMIT-06': {
    severity: 'error',
    title: 'Payload too large',
    about:
      'The bodies of a message take more than 380 KB, or the properties of an event more than 32 KB, even without what templates add. States and executions carry ids alone, at most 200 bytes for each of at most 1,000 steps, and stay far below the 256 KiB of Step Functions.',
  },
} as const;
