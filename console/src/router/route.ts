/** The console's addresses: which page a path means, and the path of each page. Pure; `router.tsx` binds it to the browser. */

export type Route =
  | { readonly page: 'workflows' | 'runs' | 'outbox' | 'contacts' | 'missing' }
  | { readonly page: 'workflow' | 'run' | 'message' | 'contact'; readonly id: string };

const LISTS = {
  workflows: 'workflow',
  runs: 'run',
  outbox: 'message',
  contacts: 'contact',
} as const;

export function routeOf(path: string): Route {
  const [list = '', id, ...rest] = path.replace(/^\/|\/$/g, '').split('/');
  if (list === '') return { page: 'workflows' };
  if (!isList(list) || rest.length > 0) return { page: 'missing' };
  return id === undefined ? { page: list } : { page: LISTS[list], id: decode(id) };
}

function isList(name: string): name is keyof typeof LISTS {
  return Object.hasOwn(LISTS, name);
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

type Search = { readonly [name: string]: string | number | undefined };

/** `href('runs', undefined, { workflow: 'welcome' })` → `/runs?workflow=welcome`; empty values are left out. */
export function href(list: keyof typeof LISTS, id?: string, search: Search = {}): string {
  const path = id === undefined ? `/${list}` : `/${list}/${encodeURIComponent(id)}`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
