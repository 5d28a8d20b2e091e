/** Caps as people write them: over the API, and in files of workflow tests. */
import Type from 'typebox';
import { MOST_CAPPED } from '../../../workflow-compiler/caps.ts';

const Most = Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_CAPPED }));
const Cap = Type.Object(
  {
    perDay: Most,
    perWeek: Most,
    over: Type.Optional(
      Type.Union([Type.Literal('skip'), Type.Literal('hold')], {
        description: 'One too many is not sent (`skip`, unless said), or waits until there is room (`hold`).',
      }),
    ),
  },
  { additionalProperties: false },
);

export const Caps = Type.Object(
  { email: Type.Optional(Cap), sms: Type.Optional(Cap), push: Type.Optional(Cap) },
  {
    additionalProperties: false,
    description:
      'How many marketing messages a contact may have of all workflows together, in any 24 hours and in any 7 days. `{}` takes all caps away.',
  },
);
