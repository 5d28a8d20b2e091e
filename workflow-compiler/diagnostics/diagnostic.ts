/** A finding about a definition, as data: rendered in a terminal, in RFC 9457 `errors[]`, and as a badge on the canvas. */

export type Severity = 'error' | 'warning';

/** A place in the text; lines and columns begin at 1. */
export type Position = { readonly line: number; readonly column: number };

export type Diagnostic = {
  /** Stable, never reused: a family and a number, such as `REF-02`. */
  readonly code: string;
  readonly severity: Severity;
  /** JSON pointer into the definition; `` is the whole. */
  readonly at: string;
  /** Where in the text, when the definition came as text. */
  readonly position?: Position;
  /** The same for every finding of this code. */
  readonly title: string;
  /** What is wrong here and why it matters. */
  readonly detail: string;
  /** What to do. */
  readonly hint: string;
  /** Other places that belong to the finding, as JSON pointers. */
  readonly related?: readonly string[];
};
