/** TEXT: the text cannot be read as YAML or JSON at all. */
export const TEXT = {
  'TEXT-01': {
    severity: 'error',
    title: 'Invalid YAML or JSON',
    about: 'The text is not well-formed. Nothing else is checked until it is.',
  },
  'TEXT-02': {
    severity: 'error',
    title: 'Duplicate key',
    about: 'A mapping names the same key twice; one of the two values would be lost.',
  },
  'TEXT-03': {
    severity: 'error',
    title: 'Text too large',
    about: 'A definition is at most 1 MB of text, which is what Step Functions accepts for a machine.',
  },
  'TEXT-04': {
    severity: 'error',
    title: 'Nested too deeply',
    about: 'Values may be nested at most 100 deep.',
  },
  'TEXT-05': {
    severity: 'error',
    title: 'Too many values',
    about: 'The text, with its YAML aliases written out, has more than 100,000 values.',
  },
  'TEXT-06': {
    severity: 'error',
    title: 'Not a JSON value',
    about:
      'YAML can say more than JSON: keys that are not text, infinities, tags. A definition uses JSON values only.',
  },
} as const;
