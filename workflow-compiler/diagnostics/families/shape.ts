/** SHAPE: the text is well-formed, but a field is unknown, missing, or of the wrong form. */
export const SHAPE = {
  'SHAPE-01': {
    severity: 'error',
    title: 'Unknown field',
    about: 'A field that the language does not know. It would be ignored, so it is refused.',
  },
  'SHAPE-02': {
    severity: 'error',
    title: 'Missing field',
    about: 'A field that the kind requires is not there.',
  },
  'SHAPE-03': {
    severity: 'error',
    title: 'Unknown kind',
    about: 'The `kind` of a step or condition, or the `on` of an event, is not one of the catalogue.',
  },
  'SHAPE-04': {
    severity: 'error',
    title: 'Wrong type',
    about: 'A value is, for example, text where a number belongs.',
  },
  'SHAPE-05': {
    severity: 'error',
    title: 'Invalid value',
    about: 'A value has the right type but is out of range, too long, or not of the required form.',
  },
  'SHAPE-06': {
    severity: 'error',
    title: 'Invalid step id',
    about:
      'Step ids become names of states: lower-case letters, digits and hyphens, beginning with a letter, at most 60 characters.',
  },
  'SHAPE-07': {
    severity: 'error',
    title: 'Condition nested too deeply',
    about: 'Conditions nest at most 20 deep.',
  },
} as const;
