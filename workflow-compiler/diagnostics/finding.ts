/**
 * A finding as the phases make it: a code, a place, and the words that depend on the place. `diagnose` adds what the
 * registry and the text know, sorts, and so gives the public form.
 */
import type { Diagnostic, Position } from './diagnostic.ts';
import { type Code, REGISTRY } from './registry.ts';

export type Finding = {
  readonly code: Code;
  /** JSON pointer. */
  readonly at: string;
  readonly detail: string;
  readonly hint: string;
  readonly related?: readonly string[];
  /** Points at the key rather than the value: for fields that should not be there. */
  readonly onKey?: boolean;
  /** Where no pointer leads: text that is not well-formed. */
  readonly position?: Position;
};

/** Where a pointer is in the text; `undefined` when the definition did not come as text. */
export type Locate = (pointer: string, onKey: boolean) => Position | undefined;

export const nowhere: Locate = () => undefined;

export function diagnose(findings: readonly Finding[], locate: Locate): readonly Diagnostic[] {
  return findings.map((finding) => toDiagnostic(finding, locate)).toSorted(byPlace);
}

function toDiagnostic(finding: Finding, locate: Locate): Diagnostic {
  const { severity, title } = REGISTRY[finding.code];
  const position = finding.position ?? locate(finding.at, finding.onKey === true);
  return {
    code: finding.code,
    severity,
    at: finding.at,
    ...(position === undefined ? {} : { position }),
    title,
    detail: finding.detail,
    hint: finding.hint,
    ...(finding.related === undefined ? {} : { related: finding.related }),
  };
}

/** Reading order; without text, order of pointers. Errors before warnings at the same place. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
    (a.position?.column ?? 0) - (b.position?.column ?? 0) ||
    compareText(a.at, b.at) ||
    compareText(a.severity, b.severity) ||
    compareText(a.code, b.code) ||
    compareText(a.detail, b.detail)
  );
}

/** By code units: the same order in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
