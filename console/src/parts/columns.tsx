/** The head of a table. Columns of figures stand to the right, as their figures do. */
export function Columns({
  names,
  figures = [],
}: {
  readonly names: readonly string[];
  readonly figures?: readonly string[];
}) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col" {...(figures.includes(name) ? { className: 'figure' } : {})}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
