/** A few views of one thing, of which one shows: a row of buttons. */

export function Choice<T extends string>({
  label,
  options,
  chosen,
  choose,
}: {
  readonly label: string;
  readonly options: readonly (readonly [T, string])[];
  readonly chosen: T;
  readonly choose: (option: T) => void;
}) {
  return (
    <fieldset className="choice">
      <legend className="hidden">{label}</legend>
      {options.map(([option, words]) => (
        <button key={option} type="button" aria-pressed={option === chosen} onClick={() => choose(option)}>
          {words}
        </button>
      ))}
    </fieldset>
  );
}
