/** Answers whose fields are looked at one by one: nobody promises their shape. */
export type Said = ReadonlyMap<string, unknown>;

export const fieldsOf = (value: unknown): Said =>
  new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));

export const listOf = (value: unknown): readonly Said[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
