/** Shapes that several routes share. A schema with a `title` becomes a named component of the OpenAPI document. */
import Type, { type TSchema } from 'typebox';

export const Finding = Type.Object(
  {
    code: Type.String({ description: 'Stable; see the diagnostics reference.' }),
    severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
    at: Type.String({ description: 'JSON pointer into the definition.' }),
    position: Type.Optional(Type.Object({ line: Type.Integer(), column: Type.Integer() })),
    title: Type.String(),
    detail: Type.String(),
    hint: Type.String(),
    related: Type.Optional(Type.Array(Type.String())),
  },
  { title: 'Finding', description: 'What the compiler found in a definition.' },
);

export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'Link to the description of this kind of problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong this time, and what to do.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          at: Type.String({ description: 'JSON pointer into the body; or `query/name`, `header/name`.' }),
          detail: Type.String(),
        }),
        { description: 'Everything wrong at once. Findings of the compiler come whole, see `Finding`.' },
      ),
    ),
  },
  { title: 'Problem', description: 'RFC 9457 problem details.' },
);

/** A page of a list. */
export function listOf<S extends TSchema>(items: S) {
  return Type.Object({
    items: Type.Array(items),
    next: Type.Optional(
      Type.String({ description: 'Pass as `after` for the next page; absent on the last.' }),
    ),
  });
}

export const Moment = Type.String({
  description: 'ISO 8601 in UTC.',
  examples: ['2026-11-22T08:00:00.000Z'],
});
export const Nothing = Type.Object({}, { description: 'No content.' });
export const Email = Type.String({
  minLength: 3,
  maxLength: 320,
  pattern: '^[^\\s@]+@[^\\s@]+$',
  examples: ['ada@example.com'],
});
export const Zone = Type.String({ maxLength: 60, description: 'IANA time zone.', examples: ['Europe/Rome'] });
export const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166 alpha-2.' });
