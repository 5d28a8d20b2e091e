/** Asks before something happens. The browser's own dialogue: it keeps the focus, and Escape closes it. */
import { type ReactNode, useEffect, useId, useRef } from 'react';

export function Ask({
  title,
  children,
  close,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="ask" aria-labelledby={heading} onClose={close}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
