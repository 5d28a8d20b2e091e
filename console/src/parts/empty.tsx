/** Nothing here yet: says so, and what to do next. */
import type { ReactNode } from 'react';

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <svg className="empty-art" viewBox="0 0 120 56" aria-hidden="true" focusable="false">
        <path d="M14 14h30c14 0 14 28 30 28h32" />
        <circle cx="14" cy="14" r="7" />
        <circle className="far" cx="106" cy="42" r="7" />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A command to copy. */
export function Command({ children }: { readonly children: string }) {
  return (
    <pre className="command">
      <code>{children}</code>
    </pre>
  );
}
