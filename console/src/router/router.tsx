/** The address bar as state: links that do not load the page, and query parameters that pages read and write. */
import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';

const MOVED = 'sojourn:moved';

function subscribe(listen: () => void): () => void {
  window.addEventListener('popstate', listen);
  window.addEventListener(MOVED, listen);
  return () => {
    window.removeEventListener('popstate', listen);
    window.removeEventListener(MOVED, listen);
  };
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** The query of the address, and a way to change some of it; changes replace the entry in the browser's history. */
export function useSearch(): readonly [URLSearchParams, (change: Readonly<Record<string, string>>) => void] {
  const text = useSyncExternalStore(subscribe, () => window.location.search);
  return [new URLSearchParams(text), changeSearch];
}

function changeSearch(change: Readonly<Record<string, string>>): void {
  const search = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === '') search.delete(name);
    else search.set(name, value);
  }
  const query = search.size === 0 ? '' : `?${search}`;
  navigate(`${window.location.pathname}${query}`, true);
}

function navigate(to: string, replace = false): void {
  if (replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  window.dispatchEvent(new Event(MOVED));
}

/** An ordinary link: new tabs, copying the address and the keyboard work as everywhere. */
export function Link({
  href,
  onClick,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={href} onClick={follow} {...rest} />;
}
