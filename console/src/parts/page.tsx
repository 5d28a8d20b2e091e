/** The frame of a page: its heading, what stands beside it, and the window's title. */
import { type ReactNode, useEffect } from 'react';
import { Link } from '../router/router.tsx';
import { Icon } from './icon.tsx';

export function Page({
  title,
  above,
  beside,
  children,
}: {
  readonly title: string;
  /** The list that this page belongs to. */
  readonly above?: { readonly href: string; readonly label: string };
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Sojourn`;
  }, [title]);
  return (
    <>
      <header className="page-head">
        <div>
          {above !== undefined && (
            <Link className="above" href={above.href}>
              <Icon name="back" />
              {above.label}
            </Link>
          )}
          <h1>{title}</h1>
        </div>
        {beside !== undefined && <div className="beside">{beside}</div>}
      </header>
      {children}
    </>
  );
}
