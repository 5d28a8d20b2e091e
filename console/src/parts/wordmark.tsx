/** The product's name and sign. */

export function Wordmark() {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" />
        <path d="M10 8v5a5 5 0 0 0 5 5h2a5 5 0 0 1 5 5v1" />
        <circle cx="10" cy="8" r="3.2" />
        <circle className="far" cx="22" cy="24" r="3.2" />
      </svg>
      Sojourn
    </span>
  );
}
